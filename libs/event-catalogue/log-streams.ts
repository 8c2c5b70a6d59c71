/** The one list of the categories of aggregates; the compiler holds it to the domain's. */
const OF_AGGREGATES: Readonly<Record<Category, true>> = {
  application: true,
  fees: true,
  credential: true,
  resident: true,
  slot: true,
  directives: true,
  'status-list': true,
  bill: true,
  'read-model': true,
  erasure: true,
  request: true,
};

/** Of the log's own streams: its identity. Never published. */
const OF_THE_LOG = 'log';

/** Every category of streams that make up the log; a stream is called `<category>-<id>`. */
export const LOG_CATEGORIES: readonly string[] = [...Object.keys(OF_AGGREGATES), OF_THE_LOG];

/** The category a stream is named by; undefined: it is another application's, in the same store. */
export const categoryOf = (stream: string): string | undefined =>
  LOG_CATEGORIES.find((category) => stream.startsWith(`${category}-`));

/** Whether a stream is part of the log, where other applications write to the same store. */
export const isLogStream = (stream: string): boolean => categoryOf(stream) !== undefined;

/** Whether it is a category of aggregates, whose events are published. */
export const isAggregateCategory = (category: string): category is Category =>
  Object.hasOwn(OF_AGGREGATES, category);

/** A stream name of a category, e.g. `application-6f0c…`. */
export type Category =
  | 'application'
  | 'fees'
  | 'credential'
  | 'resident'
  | 'slot'
  | 'directives'
  | 'status-list'
  | 'bill'
  | 'read-model'
  | 'erasure'
  | 'request';
