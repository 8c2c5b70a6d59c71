import { readBytes } from '#runtime/lmdb/copied.js';
import type { ReceivedMessage } from '../port.js';
import { DistributionError } from '../port.js';
import type { TopicFiles } from './files.js';
import { MAX_OFFSET } from './place.js';
import { decodeMessage, messageAsReceived } from './record.js';
import { RecentMessages } from './recent.js';
import type { Partition, Topic } from './topic.js';

/** A batch takes no more than this much memory, however many messages it may have. */
const MAX_BATCH_BYTES = 8_388_608;

/** All topics on disk, with what every group has finished. */
export function loadTopics(files: TopicFiles): Map<string, Topic> {
  const topics = new Map<string, Topic>();
  for (const { key: name, value: stored } of files.topics.getRange())
    if (stored.removed !== true) topics.set(name, loadTopic(files, name, stored.id, stored.partitions));
  const byId = new Map([...topics.values()].map((topic) => [topic.id, topic]));
  for (const { key, value } of files.offsets.getRange()) {
    const [topic, group, partition] = key;
    byId.get(topic)?.partitions[partition]?.finished.set(group, value);
  }
  return topics;
}

export function loadTopic(files: TopicFiles, name: string, id: number, partitions: number): Topic {
  const load = (_: unknown, index: number): Partition => {
    const [oldest] = files.messages.getKeys({
      start: [id, index, 0],
      end: [id, index, MAX_OFFSET],
      limit: 1,
    });
    const next = endOf(files, id, index);
    return {
      topic: name,
      topicId: id,
      index,
      first: oldest?.[2] ?? 0,
      next,
      staged: next,
      recent: new RecentMessages(),
      finished: new Map(),
    };
  };
  return { name, id, partitions: Array.from({ length: partitions }, load) };
}

/** The offset behind the newest message. The lower bound is left out of a range, so it lies before all partitions. */
function endOf(files: TopicFiles, id: number, index: number): number {
  const backwards = { start: [id, index, MAX_OFFSET], end: [0, 0, 0], reverse: true, limit: 1 };
  const [newest] = files.messages.getKeys(backwards);
  if (newest === undefined) return 0;
  const [topic, partition, offset] = newest;
  return topic === id && partition === index ? offset + 1 : 0;
}

/**
 * Messages from an offset on: at least one if there is one, at most `limit` and 8 MiB.
 * @throws DistributionError `unavailable` if a message that must be there is not
 */
export function readMessages(
  files: TopicFiles,
  partition: Partition,
  from: number,
  limit: number,
): ReceivedMessage[] {
  const end = Math.min(partition.next, from + limit);
  const messages: ReceivedMessage[] = [];
  let bytes = 0;
  for (let offset = from; offset < end; offset += 1) {
    const message = partition.recent.at(offset, () => readMessage(files, partition, offset));
    bytes += message.value.byteLength;
    if (messages.length > 0 && bytes > MAX_BATCH_BYTES) break;
    messages.push(message);
  }
  return messages;
}

function readMessage(files: TopicFiles, partition: Partition, offset: number): ReceivedMessage {
  const { topic, topicId, index } = partition;
  const record = readBytes(files.messages, [topicId, index, offset]);
  if (record === undefined)
    throw new DistributionError(
      'unavailable',
      `${topic} is damaged: no message ${offset} in partition ${index}`,
    );
  return messageAsReceived(decodeMessage(record), partition, offset);
}
