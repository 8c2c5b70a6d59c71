import type { Freshness } from '#read-models/application-status/freshness.js';
import { Text, Typed, WholeParameter } from '../fields/fields.js';

export class FreshnessQuery {
  @WholeParameter({
    min: 0,
    max: 1_000_000,
    optional: true,
    says: 'The answer contains the application’s events up to this revision',
  })
  readonly minRevision?: number;

  @WholeParameter({
    min: 0,
    max: 1_000_000,
    optional: true,
    says: 'The answer contains what happened to the fees up to this `feesRevision`',
  })
  readonly minFeesRevision?: number;

  @WholeParameter({
    min: 0,
    max: 10_000,
    optional: true,
    says: 'How long to wait for it, in milliseconds. Default: what the service has set',
  })
  readonly waitMs?: number;
}

export class TimelineQuery extends FreshnessQuery {
  @Text({
    max: 64,
    pattern: /^(application|fees|credential(\.[0-9a-f-]{36})?)\.\d{1,15}(\.[a-z-]{1,40})?$/,
    optional: true,
    says: '`earlier` of the page after: the entries before that one, read from the log',
  })
  readonly before?: string;
}

export class OwnApplicationsQuery {
  @WholeParameter({ min: 1, max: 100, optional: true, says: 'Default 20' })
  readonly limit?: number;

  @Text({ max: 256, pattern: /^[\w-]+$/, optional: true, says: '`next` of the page before' })
  readonly cursor?: string;
}

export function freshnessOf({ minRevision, minFeesRevision, waitMs }: FreshnessQuery): Freshness {
  return {
    ...(minRevision !== undefined && { minRevision: BigInt(minRevision) }),
    ...(minFeesRevision !== undefined && { minFeesRevision: BigInt(minFeesRevision) }),
    ...(waitMs !== undefined && { waitMs }),
  };
}

export class TrackingBody {
  @Typed({
    format: 'last-four-digits',
    pattern: /^\d{4}$/,
    says: 'Last four digits of the iqama or border number',
    example: '9011',
  })
  readonly lastFour!: string;
}
