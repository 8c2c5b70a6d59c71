import type { Buffer } from 'node:buffer';
import type { Message } from '../port.js';
import { messageAsReceived } from './record.js';
import type { Partition, Topic } from './topic.js';
import type { TopicWrite } from './writer.js';

export interface Routed {
  readonly partition: Partition;
  readonly message: Message;
  readonly record: Buffer;
}

/** Messages at the end of their partitions, in the order given. */
export function appendMessages(
  messages: readonly Routed[],
  committed: (partition: Partition) => void,
): TopicWrite {
  const partitions = new Set(messages.map(({ partition }) => partition));
  return {
    bytes: messages.reduce((sum, { record }) => sum + record.length, 0),
    stage(files) {
      for (const { partition, record } of messages) {
        void files.messages.put([partition.topicId, partition.index, partition.staged], record);
        partition.staged += 1;
      }
    },
    committed() {
      for (const { partition, message } of messages) {
        partition.recent.add(messageAsReceived(message, partition, partition.next));
        partition.next += 1;
      }
      for (const partition of partitions) committed(partition);
    },
    failed() {
      for (const partition of partitions) partition.staged = partition.next;
    },
  };
}

/** The group has finished everything below the offset. */
export function finish(
  partition: Partition,
  group: string,
  offset: number,
  committed: () => void,
): TopicWrite {
  return {
    bytes: 64,
    stage(files) {
      void files.offsets.put([partition.topicId, group, partition.index], offset);
    },
    committed() {
      partition.finished.set(group, offset);
      committed();
    },
    failed() {},
  };
}

/** Makes a group known in partitions where it is not: from now on retention waits for it. */
export function join(unknown: readonly Partition[], group: string): TopicWrite {
  return {
    bytes: 64 * unknown.length,
    stage(files) {
      for (const { topicId, index, first } of unknown) void files.offsets.put([topicId, group, index], first);
    },
    committed() {
      for (const { finished, first } of unknown) finished.set(group, first);
    },
    failed() {},
  };
}

/** Deletes what lies below the offset. */
export function trim(partition: Partition, before: number): TopicWrite {
  return {
    bytes: 0,
    stage(files) {
      for (let offset = partition.first; offset < before; offset += 1)
        void files.messages.remove([partition.topicId, partition.index, offset]);
    },
    committed() {
      partition.first = before;
    },
    failed() {},
  };
}

/** Leaves nothing of a topic without messages but its id. */
export function remove({ id, name, partitions }: Topic): TopicWrite {
  return {
    bytes: name.length,
    stage(files) {
      for (const { finished, index } of partitions)
        for (const group of finished.keys()) void files.offsets.remove([id, group, index]);
      void files.topics.put(name, { id, partitions: partitions.length, removed: true });
    },
    committed() {},
    failed() {},
  };
}

/** Nothing: done when everything that was asked for before is done. */
export function nothing(): TopicWrite {
  return { bytes: 0, stage() {}, committed() {}, failed() {} };
}
