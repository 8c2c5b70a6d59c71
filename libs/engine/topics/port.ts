/**
 * Distribution as the rest of the house sees it: durable, partitioned, ordered per key, at least once.
 * Drivers: `embedded/` (LMDB) and, by configuration, Kafka. What every driver must do is written as tests in
 * `conformance/`.
 */

export interface Message {
  /** Messages of one key keep their order and share a partition. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

export interface ReceivedMessage extends Message {
  readonly topic: string;
  readonly partition: number;
  /** Strictly increasing within the partition. */
  readonly offset: bigint;
}

export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly [ReceivedMessage, ...ReceivedMessage[]];
  /** How many messages of the partition were waiting behind this batch when it was fetched. */
  readonly behind: bigint;
}

export interface ConsumeOptions {
  readonly topic: string;
  /** Members of one group share the partitions; each group sees everything. */
  readonly group: string;
  /** Most messages in a batch (default 500). */
  readonly maxBatch?: number;
  /** Stops after the batch in hand; `consume` then resolves. */
  readonly signal: AbortSignal;
  /**
   * Called with the batches of a partition one after the other, of different partitions side by side.
   * The group's offset moves past the batch, durably, only after this resolves. If it rejects, the same messages
   * are delivered again after a capped back-off, in the same order.
   */
  readonly handle: (batch: Batch) => Promise<void>;
  /** Told of every rejected batch before its redelivery: nothing fails in silence. */
  readonly onError?: (error: unknown, batch: Batch) => void;
}

export interface PartitionLag {
  readonly partition: number;
  readonly lag: bigint;
}

export interface Distribution {
  /** Creates what is missing, leaves what exists. @throws DistributionError if a topic exists with fewer partitions. */
  ensureTopics(topics: readonly { readonly name: string; readonly partitions: number }[]): Promise<void>;
  /** Whether there is such a topic (and, where the broker asks who we are, whether we may see it). */
  hasTopic(name: string): Promise<boolean>;
  /**
   * Removes a topic, its messages and what groups finished of it; nothing if there is none. Who consumes it is to be
   * ended before. A topic made later under the same name begins anew.
   */
  removeTopic(name: string): Promise<void>;
  /**
   * Durable before it resolves, in the order given per key. A rejected publish may have stored some of the messages:
   * repeat it whole. Nobody changes the messages any more: consumers of the same process may be given their very bytes.
   * @throws DistributionError `unavailable`, `too-large`, `unknown-topic`.
   */
  publish(topic: string, messages: readonly Message[]): Promise<void>;
  /** Resolves when the signal aborts and the batch in hand is finished. */
  consume(options: ConsumeOptions): Promise<void>;
  /** Messages the group has not finished yet, per partition. */
  lag(topic: string, group: string): Promise<readonly PartitionLag[]>;
  close(): Promise<void>;
}

export type DistributionErrorCode = 'unavailable' | 'too-large' | 'unknown-topic' | 'invalid';

export class DistributionError extends Error {
  override readonly name = 'DistributionError';
  constructor(
    readonly code: DistributionErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Largest message (key, headers and value together) in bytes; Kafka's default limit too. */
export const MAX_MESSAGE_BYTES = 1_048_576;
