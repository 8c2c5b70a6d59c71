import type { Admin, Kafka } from 'kafkajs';
import { type BackOff, backOffMs, pause } from '#runtime/back-off.js';
import { asDistributionError, passes, refusalOf } from './failure.js';

const ATTEMPTS = 6;
const BETWEEN: BackOff = { firstMs: 50, capMs: 1_000 };

/**
 * Once asked about a topic, the client asks about it again with every question about any other: when that one has been
 * removed, or may not be seen any more, each of those is refused too. Only another connection knows nothing of it.
 */
const SPOILT: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'TOPIC_AUTHORIZATION_FAILED']);

/** A connection, and how many questions are under way by it. */
interface Line {
  readonly admin: Promise<Admin>;
  questions: number;
  spoilt: boolean;
}

/** Questions about topics and offsets, over one connection that is made when it is first needed. */
export class Administration {
  private readonly closing = new AbortController();
  private readonly lines = new Set<Line>();
  private current: Line | undefined;

  constructor(private readonly kafka: Kafka) {}

  /**
   * Asks; and again, a few times, while the answer is one that passes by itself. A question leaves nothing under way
   * when it has failed.
   * @throws DistributionError
   */
  async ask<T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    let renewed = false;
    for (let failures = 1; ; failures += 1) {
      const line = this.line();
      try {
        return await this.by(line, question);
      } catch (error) {
        if (!renewed && SPOILT.has(refusalOf(error) ?? '')) {
          renewed = true;
          await this.giveUp(line);
          continue;
        }
        if (failures === ATTEMPTS || !passes(error)) throw asDistributionError(error, what);
        await pause(backOffMs(failures, BETWEEN), this.closing.signal);
      }
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.lines].map((line) => this.end(line)));
  }

  private async by<T>(line: Line, question: (admin: Admin) => Promise<T>): Promise<T> {
    line.questions += 1;
    try {
      return await question(await line.admin);
    } finally {
      line.questions -= 1;
      if (line.spoilt && line.questions === 0) await this.end(line);
    }
  }

  private line(): Line {
    if (this.current !== undefined) return this.current;
    const line: Line = { admin: this.connect(), questions: 0, spoilt: false };
    line.admin.catch(() => this.forget(line)); // before who asks is told: the next one has another made
    this.lines.add(line);
    return (this.current = line);
  }

  /** The next question goes by another connection; this one ends when nobody waits for it: it would come back. */
  private async giveUp(line: Line): Promise<void> {
    line.spoilt = true;
    if (this.current === line) this.current = undefined;
    if (line.questions === 0) await this.end(line);
  }

  private async end(line: Line): Promise<void> {
    this.forget(line);
    const admin = await line.admin.catch(() => undefined); // whoever asked was told
    await admin?.disconnect();
  }

  private forget(line: Line): void {
    this.lines.delete(line);
    if (this.current === line) this.current = undefined;
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }
}
