import type { TopicSettings } from '#topics/kafka/topic-settings.js';
import type { Configuration } from './configuration.js';

type TopicsConfigured = Pick<
  Configuration,
  'kafkaReplicas' | 'kafkaMinInSync' | 'kafkaRetentionHours' | 'kafkaCompression'
>;

const HOUR_MS = 3_600_000;

/** As the service is configured. */
export function topicSettings(configuration: TopicsConfigured): Required<TopicSettings> {
  return {
    replicas: configuration.kafkaReplicas,
    minInSyncReplicas: configuration.kafkaMinInSync,
    retentionMs: configuration.kafkaRetentionHours * HOUR_MS,
    compression: configuration.kafkaCompression,
  };
}
