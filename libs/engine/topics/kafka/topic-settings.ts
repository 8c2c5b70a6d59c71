/** How topics are made that are missing; existing ones are left as they are. */
export interface TopicSettings {
  /** Copies of each partition (default 1: a single broker). */
  readonly replicas?: number;
  /** Copies that have to have a message before it counts as published (default 1). */
  readonly minInSyncReplicas?: number;
  /** How long messages are kept, milliseconds; -1: for ever (default: a week). Models are rebuilt from the event store. */
  readonly retentionMs?: number;
  /** How messages are kept, however they come (default none): our client reads nothing but gzip. */
  readonly compression?: 'none' | 'gzip';
}
const WEEK_MS = 168 * 3_600_000;
/** A message of the largest size, with what Kafka wraps around it. */
const MAX_RECORDS_BYTES = 2_097_152;

/** The broker's own names and values for them. */
export function topicConfiguration({
  minInSyncReplicas = 1,
  retentionMs = WEEK_MS,
  compression = 'none',
}: TopicSettings) {
  return {
    'retention.ms': retentionMs,
    'min.insync.replicas': minInSyncReplicas,
    'max.message.bytes': MAX_RECORDS_BYTES,
    'compression.type': compression === 'none' ? 'uncompressed' : compression,
  } as const;
}
