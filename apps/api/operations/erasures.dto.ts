import { ERASURE_REASONS, type ErasureReason } from '#domain/erasure/events.js';
import { Choice, Text, Typed, WholeParameter } from '../fields/fields.js';

export class ErasureBody {
  @Typed({ format: 'resident', says: '`iqama:2…` or `border:3…`', example: 'iqama:2456789011' })
  readonly identity!: string;

  @Choice(ERASURE_REASONS, { says: 'Why, as a code: what is recorded here stays readable for ever' })
  readonly reason!: ErasureReason;
}

export class ErasuresQuery {
  @WholeParameter({ min: 1, max: 100, optional: true, says: 'Default 25' })
  readonly limit?: number;

  @Text({ max: 1024, pattern: /^[\w-]+$/, optional: true, says: '`next` of the page before' })
  readonly cursor?: string;
}
