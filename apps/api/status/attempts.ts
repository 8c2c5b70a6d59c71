import { ProblemError } from '#platform/problems/problem.js';

interface Attempts {
  failures: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * Counts wrong digits per tracking number: four digits can be guessed in ten thousand tries, so there are only
 * `allowed` of them per `windowMs`. Bounded; kept in this process, so several processes allow that many each.
 */
export class FailedAttempts {
  private readonly byKey = new Map<string, Attempts>();

  constructor(
    private readonly allowed = 10,
    private readonly windowMs = 900_000,
    private readonly capacity = 10_000,
  ) {}

  /** @throws ProblemError `too-many-attempts` (429) */
  check(key: string, now: number): void {
    const attempts = this.byKey.get(key);
    if (attempts === undefined || attempts.until <= now || attempts.failures < this.allowed) return;
    const seconds = Math.ceil((attempts.until - now) / 1_000);
    throw new ProblemError('too-many-attempts', { headers: { 'retry-after': String(seconds) } });
  }

  failed(key: string, now: number): void {
    const attempts = this.byKey.get(key);
    if (attempts !== undefined && attempts.until > now) {
      attempts.failures += 1;
      return;
    }
    const oldest = this.byKey.size >= this.capacity ? this.byKey.keys().next() : undefined;
    if (oldest !== undefined && oldest.done !== true) this.byKey.delete(oldest.value);
    this.byKey.set(key, { failures: 1, until: now + this.windowMs });
  }
}
