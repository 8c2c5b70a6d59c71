import { Injectable, type PipeTransform } from '@nestjs/common';
import type { CredentialId } from '#domain/kernel/brand.js';
import { spelledLower } from '#domain/identifiers/spelling.js';
import { ProblemError } from '#platform/problems/problem.js';
import { UUID } from './application-id.js';

/** An id that is none names no identity: 404, as for any other that does not exist. */
@Injectable()
export class CredentialIdPipe implements PipeTransform<string, CredentialId> {
  transform(value: string): CredentialId {
    const id = spelledLower(value);
    if (!UUID.test(id)) throw new ProblemError('credential-not-found');
    return id as CredentialId; // checked above
  }
}
