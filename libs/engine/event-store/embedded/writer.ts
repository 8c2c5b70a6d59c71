import { CommitError, commit } from '#runtime/lmdb/environment.js';
import { Coalescer } from '#runtime/coalescer.js';
import { EventStoreError } from '../errors.js';
import type { AppendResult, NewEvent } from '../port.js';
import { decide, type Pending, type CommitPlan } from './decide.js';
import { explainFailure } from './failure.js';
import { type StoreFiles, putRecord } from './files.js';
import { encodePositions, encodeTail } from './head.js';
import type { LogReader } from './reader.js';
import { encodeRecord } from './record.js';

/** Appends, decided and written in groups: no decision ever rests on something that may still fail. */
export class LogWriter {
  private readonly commits = new Coalescer<Pending>((group) => this.commit(group));
  private broken: EventStoreError | undefined;

  constructor(
    private readonly files: StoreFiles,
    private readonly reader: LogReader,
    /** Position of the newest durable event. */
    public last: number,
    private readonly committed: () => void,
  ) {}

  append(
    stream: string,
    expected: number,
    events: readonly NewEvent[],
    signal?: AbortSignal,
  ): Promise<AppendResult> {
    const created = Date.now();
    const ids = events.map((event) => event.id);
    const records = events.map((event) => encodeRecord(stream, event, created));
    const bytes = records.reduce((sum, record) => sum + record.length, 0);
    return new Promise((resolve, reject) => {
      const leave = () => this.leave(pending);
      const settled = () => signal?.removeEventListener('abort', leave);
      const pending: Pending = {
        stream,
        expected,
        ids,
        records,
        bytes,
        answer: (result) => (settled(), resolve(result)),
        fail: (error) => (settled(), reject(error)),
      };
      signal?.addEventListener('abort', leave);
      this.commits.add(pending);
    });
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.commits.idle();
  }

  /** Once it is being committed it is too late: the answer comes in a moment. */
  private leave(pending: Pending): void {
    if (!this.commits.remove(pending)) return;
    pending.fail(new EventStoreError('aborted', 'the append was aborted before it began'));
  }

  private async commit(group: readonly Pending[]): Promise<void> {
    try {
      if (this.broken) throw this.broken;
      const plan = decide(group, this.reader, this.last);
      if (plan.records.length > 0) {
        await this.write(plan);
        this.reader.remember(plan.heads);
        this.last += plan.records.length;
        this.committed();
      }
      this.commits.defer(plan.deferred);
      for (const answer of plan.answers) answer();
    } catch (error) {
      const failure = error instanceof CommitError ? this.failed(error) : (error as Error);
      for (const pending of group) pending.fail(failure);
    }
  }

  private failed(reason: CommitError): EventStoreError {
    const { root, volume } = this.files;
    const { error, fatal } = explainFailure(reason, root, volume.path);
    if (fatal) this.broken = new EventStoreError('unavailable', error.message, { cause: error });
    return error;
  }

  private async write({ records, begun, heads, chunks }: CommitPlan): Promise<void> {
    const { volume, root, events, streams, tails } = this.files;
    const kept: Promise<boolean>[] = [];
    const [, ...all] = await commit(volume, () => {
      const committed = root.batch(() => {
        for (const { position, record } of records) kept.push(putRecord(events, position, record));
        for (const [stream, first] of begun) void streams.put(stream, encodePositions([first]));
        for (const head of heads.values()) if (head.count > 1) void tails.put(head.first, encodeTail(head));
        for (const { first, chunk, positions } of chunks) {
          void this.files.chunks.put([first, chunk], encodePositions(positions));
        }
      });
      return Promise.all([committed, ...kept]);
    });
    if (all.includes(false)) {
      this.broken = new EventStoreError(
        'unavailable',
        'the event store is damaged: a position was taken already',
      );
      throw this.broken;
    }
  }
}
