import type { KeyStore } from '#event-sourcing/keys/key-store.js';
import type { EventStore } from '#event-store/port.js';
import type { Answer, Question } from './messages.js';

/** What a thread knows of the process's stores: it asks the main thread. */
export class MainThread {
  private readonly open = new Map<number, (answer: Answer) => void>();
  private asked = 0;

  constructor(private readonly ask: (number: number, question: Question) => void) {}

  readonly store: Pick<EventStore, 'readStream'> = {
    readStream: async (stream, options = {}) => {
      const { signal: _, ...cloneable } = options;
      const answer = await this.put({ kind: 'stream', stream, options: cloneable });
      if (answer.kind !== 'stream') throw mixedUp(answer);
      return answer.read;
    },
  };

  /** Whoever only folds seals nothing and erases nobody. */
  readonly keys: KeyStore = {
    keyById: async (id) => {
      const answer = await this.put({ kind: 'key', id });
      if (answer.kind !== 'key') throw mixedUp(answer);
      return answer.key;
    },
    keyFor: () => Promise.reject(new Error('a thread that folds seals nothing')),
    find: () => Promise.reject(new Error('a thread that folds looks nobody up')),
    erase: () => Promise.reject(new Error('a thread that folds erases nobody')),
    close: () => Promise.resolve(),
  };

  answered(question: number, answer: Answer): void {
    this.open.get(question)?.(answer);
    this.open.delete(question);
  }

  private async put(question: Question): Promise<Answer> {
    this.asked += 1;
    const answer = await new Promise<Answer>((resolve) => {
      this.open.set(this.asked, resolve);
      this.ask(this.asked, question);
    });
    if (answer.kind === 'failed') throw answer.error;
    return answer;
  }
}

function mixedUp({ kind }: Answer): Error {
  return new Error(`the main thread answered another question: ${kind}`);
}
