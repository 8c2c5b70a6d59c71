import type { Subject } from '#decider/brand.js';

/** Who an aggregate's personal data belongs to, and the key that keeps a case in one partition. */
export interface StreamIdentity {
  /** Of the service's catalogue: a stream is called `<category>-<id>`. */
  readonly category: string;
  readonly id: string;
  /** For a stream that is about to begin; undefined: no personal data, or the decider's `subjectOf` tells from the state. */
  readonly subject: Subject | undefined;
  /** Application id for a case's streams, else the stream's own id. */
  readonly partitionKey: string;
}
