import type { Subject } from '#decider/brand.js';


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

/** Who an aggregate's personal data belongs to, and the key that keeps a case in one partition. */
export interface StreamIdentity {
  readonly category: Category;
  readonly id: string;
  /** For a stream that is about to begin; undefined: no personal data, or the decider's `subjectOf` tells from the state. */
  readonly subject: Subject | undefined;
  /** Application id for a case's streams, else the stream's own id. */
  readonly partitionKey: string;
}
