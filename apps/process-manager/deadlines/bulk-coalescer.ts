import type { mongo } from 'mongoose';
import { CoalescedWork } from '#runtime/coalesced-work.js';

type Operation<Doc extends mongo.Document> = mongo.AnyBulkWriteOperation<Doc>;

/**
 * Writes of many at the same time, sent together: what comes while one bulk is on its way goes in the next. The
 * operations of one bulk have no order among them; who needs one waits for the first before asking for the second.
 */
export class BulkCoalescer<Doc extends mongo.Document> {
  // Small, and the driver splits what is too large for one message.
  private readonly bulks = new CoalescedWork<Operation<Doc>>((operations) =>
    this.collection.bulkWrite(operations, { ordered: false }),
  );

  constructor(private readonly collection: Pick<mongo.Collection<Doc>, 'bulkWrite'>) {}

  /** Resolves when it is written. If the bulk fails, all in it fail, whatever was written: repeat what can be repeated. */
  write(operation: Operation<Doc>): Promise<void> {
    return this.bulks.add(operation);
  }
}
