import { Injectable, type PipeTransform } from '@nestjs/common';
import type { CredentialId } from '#domain/kernel/brand.js';
import { ourId } from './application-id.js';

/** An id that is none names no identity: 404, as for any other that does not exist. */
@Injectable()
export class CredentialIdPipe implements PipeTransform<string, CredentialId> {
  transform(value: string): CredentialId {
    return ourId(value, 'credential-not-found') as CredentialId; // its one form, checked
  }
}
