import { Nested, Text, Whole, WholeParameter } from '../fields/fields.js';

export class ParkedQuery {
  @Text({ max: 64, pattern: /^[a-z0-9-]+$/, optional: true, says: 'Of this read model only' })
  readonly model?: string;

  @WholeParameter({ min: 1, max: 100, optional: true, says: 'Default 25' })
  readonly limit?: number;

  @Text({ max: 1024, pattern: /^[\w-]+$/, optional: true, says: '`next` of the page before' })
  readonly cursor?: string;
}

export class EventPlaceBody {
  @Text({ max: 512, example: 'application-6f0c2d1e-0000-4000-8000-000000000001' })
  readonly stream!: string;

  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER })
  readonly revision!: number;
}

export class DiscardBody {
  @Text({
    max: 64,
    pattern: /^[a-z0-9-]+$/,
    says: 'A reason code, no free text',
    example: 'cannot-be-read',
  })
  readonly reason!: string;

  @Nested(EventPlaceBody, {
    optional: true,
    says: 'The event that holds the key up, as it was read. Absent: a message that was none of the service’s, or a deadline',
  })
  readonly event?: EventPlaceBody;
}
