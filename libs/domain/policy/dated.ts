import type { Day } from '../kernel/brand.js';

/** A figure, since when it holds, and how we know. */
export interface Dated<T> {
  readonly value: T;
  readonly validFrom: Day;
  /** Where it was published, or who decided it. */
  readonly source: string;
  /** `published`: read in a published source; `uncertain`: reported, not confirmed; `ours`: the service's own choice. */
  readonly confidence: 'published' | 'uncertain' | 'ours';
}

/** The values a figure has had, in order of `validFrom`; each holds until the next begins. */
export type Series<T> = readonly [Dated<T>, ...Dated<T>[]];

/** The entry that holds on a day. For a day before the first entry, the first: it is the earliest we know of. */
export function entryInForce<T>(series: Series<T>, day: Day): Dated<T> {
  return series.findLast(({ validFrom }) => validFrom <= day) ?? series[0];
}

/** The value that holds on a day. */
export function valueAt<T>(series: Series<T>, day: Day): T {
  return entryInForce(series, day).value;
}
