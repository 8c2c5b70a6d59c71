import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { ProblemError } from '#platform/problems/problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id that is none names no application: 404, as for any other that does not exist. */
@Injectable()
export class ApplicationIdPipe implements PipeTransform<string, ApplicationId> {
  transform(value: string): ApplicationId {
    const id = value.toLowerCase();
    if (!UUID.test(id)) throw new ProblemError('application-not-found');
    return id as ApplicationId; // checked above
  }
}
