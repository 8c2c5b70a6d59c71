import type { mongo } from 'mongoose';
import { GroupCommit } from '#platform/lmdb/group-commit.js';

type Operation<Doc extends mongo.Document> = mongo.AnyBulkWriteOperation<Doc>;

interface Waiting<Doc extends mongo.Document> {
  readonly bytes: number;
  readonly operation: Operation<Doc>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes of many at the same time, sent together: what comes while one bulk is on its way goes in the next. The
 * operations of one bulk have no order among them; who needs one waits for the first before asking for the second.
 */
export class SharedBulk<Doc extends mongo.Document> {
  private readonly bulks = new GroupCommit<Waiting<Doc>>((group) => this.send(group));

  constructor(private readonly collection: Pick<mongo.Collection<Doc>, 'bulkWrite'>) {}

  /** Resolves when it is written. If the bulk fails, all in it fail, whatever was written: repeat what can be repeated. */
  write(operation: Operation<Doc>): Promise<void> {
    return new Promise((resolve, reject) => {
      // Small, and the driver splits what is too large for one message.
      this.bulks.add({ bytes: 0, operation, resolve, reject });
    });
  }

  private async send(group: readonly Waiting<Doc>[]): Promise<void> {
    const operations = group.map(({ operation }) => operation);
    try {
      await this.collection.bulkWrite(operations, { ordered: false });
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
