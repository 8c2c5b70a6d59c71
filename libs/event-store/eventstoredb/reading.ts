import type { Answer } from './read-answer.js';
import type { Answers } from './answers.js';
import type { Connection } from './connection.js';
import { failureOf } from './failure.js';
import type { ReadRequest } from './requests.js';

const MOST_REDIRECTS = 3;

/** A read or a subscription until it is closed, its signal aborts or the connection is closed. */
export class Reading {
  private answers: Answers | undefined;
  private begun = false;
  private over = false;

  constructor(
    private readonly connection: Connection,
    private readonly request: ReadRequest,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.close, { once: true });
  }

  /** As `Answers.next`. A node that is not the leader is left for the one that is. */
  next(deadlineMs: number | undefined): Promise<readonly Answer[]> {
    return this.atLeader(deadlineMs, (answers) => answers.next(deadlineMs));
  }

  /** As `Answers.rest`. */
  rest(deadlineMs: number): Promise<readonly Answer[]> {
    return this.atLeader(deadlineMs, (answers) => answers.rest(deadlineMs));
  }

  /** Who answers, e.g. `127.0.0.1:2113`. */
  get peer(): string {
    return this.answers?.peer ?? 'nobody';
  }

  readonly close = (): void => {
    this.over = true;
    this.signal?.removeEventListener('abort', this.close);
    this.release();
  };

  private async atLeader(
    deadlineMs: number | undefined,
    take: (answers: Answers) => Promise<readonly Answer[]>,
  ): Promise<readonly Answer[]> {
    for (let redirects = 0; ; redirects += 1) {
      try {
        if (this.over || this.signal?.aborted) return [];
        this.answers ??= await this.connection.read(this.request, deadlineMs);
        if (this.over) this.release(); // meanwhile
        const handful = this.answers === undefined ? [] : await take(this.answers);
        this.begun ||= handful.length > 0;
        return handful;
      } catch (error) {
        const redirected = !this.begun && failureOf(error).fault === 'not-leader';
        if (!redirected || redirects === MOST_REDIRECTS) throw error;
        this.release();
        await new Promise(setImmediate); // the client takes in who the leader is
      }
    }
  }

  private release(): void {
    if (this.answers !== undefined) this.connection.release(this.answers);
    this.answers = undefined;
  }
}
