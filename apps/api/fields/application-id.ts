import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ApplicationId, TrackingNumber } from '#domain/kernel/brand.js';
import { spelledLower } from '#domain/identifiers/spelling.js';
import { parseTrackingNumber } from '#domain/identifiers/tracking-number.js';
import { ProblemError } from '#runtime/problems/problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id as it was copied or typed. @throws ProblemError `unknown`, if it is none: then it names nothing there is */
export function ourId(value: string, unknown: string): string {
  const id = spelledLower(value);
  if (!UUID.test(id)) throw new ProblemError(unknown);
  return id;
}

/** Names made by us, in lower case: as they were copied or typed. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    return spelledLower(value);
  }
}

/** An id that is none names no application: 404, as for any other that does not exist. */
@Injectable()
export class ApplicationIdPipe implements PipeTransform<string, ApplicationId> {
  transform(value: string): ApplicationId {
    return ourId(value, 'application-not-found') as ApplicationId; // its one form, checked
  }
}

/** How a path names an application. */
export type ApplicationName =
  | { readonly kind: 'id'; readonly id: ApplicationId }
  | { readonly kind: 'tracking-number'; readonly trackingNumber: TrackingNumber };

/** The id, or the tracking number as people type it; anything else names no application. */
@Injectable()
export class ApplicationNamePipe implements PipeTransform<string, ApplicationName> {
  private readonly ids = new ApplicationIdPipe();

  transform(value: string): ApplicationName {
    const tracking = parseTrackingNumber(value);
    if (tracking.ok) return { kind: 'tracking-number', trackingNumber: tracking.value };
    return { kind: 'id', id: this.ids.transform(value) };
  }
}
