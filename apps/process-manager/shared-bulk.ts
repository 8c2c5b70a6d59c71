import { setImmediate as turn } from 'node:timers/promises';
import type { mongo } from 'mongoose';

type Operation<Doc extends mongo.Document> = mongo.AnyBulkWriteOperation<Doc>;

interface Waiting<Doc extends mongo.Document> {
  readonly operation: Operation<Doc>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes of many at the same time, sent together: what comes while one bulk is on its way goes in the next. The
 * operations of one bulk have no order among them; who needs one waits for the first before asking for the second.
 */
export class SharedBulk<Doc extends mongo.Document> {
  private waiting: Waiting<Doc>[] = [];
  private working: Promise<void> | undefined;

  constructor(private readonly collection: Pick<mongo.Collection<Doc>, 'bulkWrite'>) {}

  /** Resolves when it is written. If the bulk fails, all in it fail, whatever was written: repeat what can be repeated. */
  write(operation: Operation<Doc>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ operation, resolve, reject });
      this.working ??= this.work();
    });
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      // One turn of the event loop: those answered just now come again, and share the next bulk.
      await turn();
      const batch = this.waiting.splice(0);
      try {
        await this.collection.bulkWrite(
          batch.map(({ operation }) => operation),
          { ordered: false },
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.working = undefined;
  }
}
