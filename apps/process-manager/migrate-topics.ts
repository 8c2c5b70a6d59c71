import { topicsWith } from '#contracts/topics.js';
import type { Distribution } from '#topics/port.js';
import { LEGACY_INBOX } from './inbox/facts-topics.js';

export interface MigratedTopics {
  /** Topics that were missing. */
  readonly made: readonly string[];
  readonly legacy: LegacyTopic;
}

/** What became of the topic that all services wrote to in the first release. */
export type LegacyTopic =
  | { readonly is: 'absent' | 'removed' }
  /** Nothing waits on it, but the topics that take its place are new: no service can have moved to them yet. */
  | { readonly is: 'kept' }
  /** Messages that are not taken in yet. */
  | { readonly is: 'waited for'; readonly waiting: bigint };

/**
 * Makes the topics that are missing, and removes the first release's topic of facts once all of it has been taken in.
 * Never in the call that makes the services' own topics: whoever still writes to the old one would be refused before
 * there is another place to write to.
 * @throws DistributionError
 */
export async function migrateTopics(distribution: Distribution, partitions: number): Promise<MigratedTopics> {
  const wanted = topicsWith(partitions);
  const made: string[] = [];
  for (const { name } of wanted) if (!(await distribution.hasTopic(name))) made.push(name);
  await distribution.ensureTopics(wanted);
  return { made, legacy: await retire(distribution, made.length > 0) };
}

async function retire(distribution: Distribution, tooEarly: boolean): Promise<LegacyTopic> {
  const { topic, group } = LEGACY_INBOX;
  if (!(await distribution.hasTopic(topic))) return { is: 'absent' };
  const waiting = (await distribution.lag(topic, group)).reduce((sum, { lag }) => sum + lag, 0n);
  if (waiting > 0n) return { is: 'waited for', waiting };
  if (tooEarly) return { is: 'kept' };
  await distribution.removeTopic(topic);
  return { is: 'removed' };
}
