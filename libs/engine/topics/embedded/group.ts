import { type BackOff, backOffMs } from '#runtime/back-off.js';
import type { Batch, ConsumeOptions } from '../port.js';
import { finish } from './changes.js';
import type { TopicFiles } from './files.js';
import type { TopicRetention } from './retention.js';
import { readMessages } from './store.js';
import { type Partition, positionOf, type Topic } from './topic.js';
import type { TopicWriter } from './writer.js';

const MAX_BATCH = 500;

export interface GroupDependencies {
  readonly files: TopicFiles;
  readonly writer: TopicWriter;
  readonly retention: TopicRetention;
  readonly backOff: BackOff;
}

/** One `consume` call. */
interface Member {
  readonly options: ConsumeOptions;
  inHand: number;
  leaving: boolean;
  /** Ends the call: with an error only if the files cannot be read. */
  readonly left: (error?: unknown) => void;
}

/** A partition as the group works on it: one batch at a time, whoever of the members it belongs to. */
interface Seat {
  readonly partition: Partition;
  busy: boolean;
  failures: number;
  waiting: NodeJS.Timeout | undefined;
}

/**
 * The consumers of one group in this process. Partition `p` belongs to member `p mod members`; when one comes or goes
 * the next batch is the new owner's, after the batch in hand is finished: a partition never has two. Nothing polls:
 * a commit, the end of a batch, the end of a back-off and a change of members each look whether there is work.
 */
export class Group {
  private readonly members: Member[] = [];
  private readonly seats: readonly Seat[];

  constructor(
    topic: Topic,
    private readonly name: string,
    private readonly dependencies: GroupDependencies,
  ) {
    this.seats = topic.partitions.map((partition) => ({
      partition,
      busy: false,
      failures: 0,
      waiting: undefined,
    }));
  }

  get idle(): boolean {
    return this.members.length === 0 && this.seats.every(({ busy }) => !busy);
  }

  /** Resolves when the signal aborts and the batches in hand are finished. */
  consume(options: ConsumeOptions): Promise<void> {
    if (options.signal.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onAbort = () => this.leave(member);
      const left = (error?: unknown) => {
        options.signal.removeEventListener('abort', onAbort);
        if (error === undefined) resolve();
        else reject(error);
      };
      const member: Member = { options, inHand: 0, leaving: false, left };
      options.signal.addEventListener('abort', onAbort, { once: true });
      this.members.push(member);
      this.lookEverywhere();
    });
  }

  /** Every member finishes the batch in hand and leaves. */
  leaveAll(): void {
    for (let member = this.members[0]; member; member = this.members[0]) this.leave(member);
  }

  /** There is something new in the partition. */
  wake(partition: Partition): void {
    const seat = this.seats[partition.index];
    if (seat) this.look(seat);
  }

  private leave(member: Member, error?: unknown): void {
    if (member.leaving) return;
    member.leaving = true;
    this.members.splice(this.members.indexOf(member), 1);
    if (error !== undefined || member.inHand === 0) member.left(error);
    if (this.members.length > 0) return this.lookEverywhere();
    for (const seat of this.seats) {
      clearTimeout(seat.waiting);
      seat.waiting = undefined;
    }
  }

  private lookEverywhere(): void {
    for (const seat of this.seats) this.look(seat);
  }

  private look(seat: Seat): void {
    if (seat.busy || seat.waiting !== undefined) return;
    const member = this.members[seat.partition.index % this.members.length];
    if (member === undefined || positionOf(seat.partition, this.name) >= seat.partition.next) return;
    seat.busy = true;
    member.inHand += 1;
    void this.deliver(seat, member).finally(() => {
      seat.busy = false;
      member.inHand -= 1;
      if (member.leaving && member.inHand === 0) member.left();
      this.look(seat);
    });
  }

  private async deliver(seat: Seat, member: Member): Promise<void> {
    let batch: Batch;
    try {
      batch = this.nextBatch(seat.partition, member.options.maxBatch ?? MAX_BATCH);
    } catch (error) {
      return this.leave(member, error);
    }
    try {
      await member.options.handle(batch);
      await this.finish(seat.partition, batch);
      seat.failures = 0;
    } catch (error) {
      seat.failures += 1;
      this.waitThenLook(seat);
      member.options.onError?.(error, batch);
    }
  }

  private finish(partition: Partition, { messages }: Batch): Promise<void> {
    const next = Number(messages[0].offset) + messages.length;
    return this.dependencies.writer.write(
      finish(partition, this.name, next, () => this.dependencies.retention.check(partition)),
    );
  }

  private waitThenLook(seat: Seat): void {
    if (this.members.length === 0) return;
    seat.waiting = setTimeout(
      () => {
        seat.waiting = undefined;
        this.look(seat);
      },
      backOffMs(seat.failures, this.dependencies.backOff),
    );
  }

  private nextBatch(partition: Partition, limit: number): Batch {
    const { topic, index } = partition;
    const from = positionOf(partition, this.name);
    const [first, ...others] = readMessages(this.dependencies.files, partition, from, limit);
    if (first === undefined) throw new TypeError('a batch was read where there is none');
    const behind = BigInt(partition.next - from - 1 - others.length);
    return { topic, partition: index, messages: [first, ...others], behind };
  }
}
