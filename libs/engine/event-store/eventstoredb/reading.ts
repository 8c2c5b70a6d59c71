import type { Answers } from './answers.js';
import type { Connection } from './connection.js';
import { Failure } from './failure.js';
import type { ReadAnswer } from './read-answer.js';
import type { ReadRequest } from './requests.js';
import { withRight } from './rights.js';

const MOST_REDIRECTS = 3;

/** A read or a subscription until it is closed, its signal aborts or the connection is closed. */
export class OpenRead {
  private answers: Answers | undefined;
  private begun = false;
  private over = false;

  constructor(
    private readonly connection: Connection,
    private readonly request: ReadRequest,
    /** How long the server may be silent, milliseconds. */
    private readonly deadlineMs: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.close, { once: true });
  }

  /**
   * What has come since, at least one; none when it is over. A node that is not the leader is left for the one that is.
   * @param patient the server has nothing to say until something happens or is found; only the connection's silence ends it.
   * @throws Failure, EventStoreError (closed)
   */
  next(patient = false): Promise<readonly ReadAnswer[]> {
    return this.atLeader((answers) => answers.next(patient ? undefined : this.deadlineMs));
  }

  /** Everything that is to come. @throws as `next` */
  rest(): Promise<readonly ReadAnswer[]> {
    return this.atLeader((answers) => answers.rest(this.deadlineMs));
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
    take: (answers: Answers) => Promise<readonly ReadAnswer[]>,
  ): Promise<readonly ReadAnswer[]> {
    const began = performance.now();
    for (let redirects = 0; ; redirects += 1) {
      try {
        if (this.over || this.signal?.aborted) return [];
        const leftMs = this.deadlineMs - (performance.now() - began);
        this.answers ??= await this.connection.read(this.request, leftMs);
        if (this.over) this.release(); // meanwhile
        const handful = this.answers === undefined ? [] : await take(this.answers);
        this.begun ||= handful.length > 0;
        return handful;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (this.begun) throw this.explained(error);
        const redirected = error.fault === 'not-leader' && redirects < MOST_REDIRECTS;
        // A server that froze is left; nothing of it was given yet, so the next one may be asked, as long as there is time.
        const left = error.fault === 'silent' && performance.now() - began < this.deadlineMs;
        if (!redirected && !left) throw this.explained(error);
        this.release();
        await new Promise(setImmediate); // the client takes in who the leader is
      }
    }
  }

  private explained(failure: Failure): Failure {
    const { request, connection } = this;
    return withRight(failure, connection.user, '$r', request.kind === 'stream' ? request.stream : '$all');
  }

  private release(): void {
    if (this.answers !== undefined) this.connection.release(this.answers);
    this.answers = undefined;
  }
}
