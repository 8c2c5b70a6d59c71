import { Typed, WholeParameter } from '../fields/fields.js';

export class FreshnessQuery {
  @WholeParameter({
    min: 0,
    max: 1_000_000,
    optional: true,
    says: 'The answer should contain the events up to this revision',
  })
  readonly minRevision?: number;

  @WholeParameter({ min: 0, max: 10_000, optional: true, says: 'How long to wait for it, in milliseconds' })
  readonly waitMs?: number;
}

export class TrackingBody {
  @Typed({
    pattern: /^\d{4}$/,
    says: 'Last four digits of the iqama or border number',
    example: '9011',
  })
  readonly lastFour!: string;
}
