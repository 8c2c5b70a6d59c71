import type { Worker } from 'node:worker_threads';
import { unreachable } from '#decider/decider.js';
import type { StoredEvent } from '#event-sourcing/codec.js';
import type { ProjectorDependencies } from '../../projector.js';
import type { Aside } from '../build.js';
import type { Answer, Order, Question, ThreadReport } from './messages.js';
import { buffersOf, packEvents } from './packed-events.js';

/** Packs of events that may wait at a thread: it always has the next one, and memory stays bounded. */
const MOST_WAITING = 3;

/** One thread that folds, as the main thread sees it. */
export class Thread {
  private waiting = 0;
  private readonly room = new Waiters<void>();
  private readonly flushes = new Waiters<Aside>();
  private ended = false;

  constructor(
    private readonly worker: Worker,
    private readonly parts: Pick<ProjectorDependencies, 'store' | 'keys'>,
  ) {
    worker.on('message', (report: ThreadReport) => this.hear(report));
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', (code) => {
      if (!this.ended) this.fail(new Error(`a thread of the rebuild ended with code ${code}`));
    });
  }

  /** Resolves when the thread has the events and few others wait there. @throws whatever the thread failed with */
  async fold(groups: ReadonlyMap<string, readonly StoredEvent[]>): Promise<void> {
    if (groups.size === 0) return;
    const events = packEvents(groups);
    this.waiting += 1;
    this.order({ kind: 'fold', events }, buffersOf(events));
    while (this.waiting > MOST_WAITING) await this.room.wait();
  }

  /** @throws whatever the thread failed with */
  flush(): Promise<Aside> {
    this.order({ kind: 'flush' });
    return this.flushes.wait();
  }

  forgetKeys(): void {
    this.order({ kind: 'forget-keys' });
  }

  /** At once: what was not flushed is lost. */
  async end(): Promise<void> {
    this.ended = true;
    await this.worker.terminate();
  }

  private order(order: Order, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(order, transfer);
  }

  private fail(error: unknown): void {
    this.room.fail(error);
    this.flushes.fail(error);
  }

  private hear(report: ThreadReport): void {
    switch (report.kind) {
      case 'folded':
        this.waiting -= 1;
        return this.room.next();
      case 'flushed':
        return this.flushes.next(report.aside);
      case 'question':
        return void this.answer(report.number, report.question);
      case 'failed':
        return this.fail(report.error);
      default:
        return unreachable(report);
    }
  }

  private async answer(question: number, asked: Question): Promise<void> {
    const answer = await this.lookUp(asked).catch((error: unknown) => ({ kind: 'failed', error }) as const);
    this.order({ kind: 'answer', question, answer });
  }

  private async lookUp(question: Question): Promise<Answer> {
    const { keys, store } = this.parts;
    switch (question.kind) {
      case 'key':
        return { kind: 'key', key: await keys.keyById(question.id) };
      case 'stream':
        return { kind: 'stream', read: await store.readStream(question.stream, question.options) };
      default:
        return unreachable(question);
    }
  }
}

/** Those who wait for something that comes once for each, or for the failure that ends it all. */
class Waiters<T> {
  private readonly waiting: { readonly come: (value: T) => void; readonly fail: (error: unknown) => void }[] =
    [];
  private failed: { readonly error: unknown } | undefined;

  wait(): Promise<T> {
    if (this.failed !== undefined) return Promise.reject(this.failed.error);
    return new Promise((come, fail) => this.waiting.push({ come, fail }));
  }

  next(value: T): void {
    this.waiting.shift()?.come(value);
  }

  fail(error: unknown): void {
    this.failed ??= { error };
    for (const { fail } of this.waiting.splice(0)) fail(error);
  }
}
