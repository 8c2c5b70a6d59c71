import { createHmac, randomBytes } from 'node:crypto';
import { Counter, type Registry } from 'prom-client';
import type { Clock } from '#runtime/clock/clock.js';
import type { Rate } from '#runtime/limits/allowances.js';
import { MemoryAllowances } from '#runtime/limits/memory-allowances.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { ProblemError } from '#runtime/problems/problem.js';
import { tooMany } from './too-many.js';

/** Every limit of requests, by its name in the figures, the log and the RateLimit headers. */
export const LIMITS = [
  'requests-address',
  'requests-unproven',
  'requests-applicant',
  'requests-service',
  'requests-officer',
  'requests-analyst',
  'requests-operator',
  'edits',
  'streams-caller',
  'streams-address',
  'streams',
  'tracking-address',
  'tracking-number',
  'tracking',
] as const;
export type Limit = (typeof LIMITS)[number];

/** Who met a limit. */
export interface Refused {
  readonly limit: Limit;
  /** What they are told apart by. It may name a person: it goes nowhere but into a hash. */
  readonly who: string;
  /** The id of an internal service: nobody's name. */
  readonly service?: string | undefined;
  readonly rate: Rate;
  readonly retryMs: number;
}

/** Counts who is refused by a limit, and tells of each once in a window: a flood of requests is no flood of lines. */
export class LimitRefusals {
  private readonly told = new MemoryAllowances();
  private readonly counter: Counter<'limit'>;
  /** Of this process: a pseudonym tells one from another until it ends, and names nobody. */
  private readonly key = randomBytes(32);

  constructor(
    metrics: Registry,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {
    this.counter = new Counter({
      name: 'hawiya_http_limit_refusals_total',
      help: 'Requests refused because a limit was used up, by limit',
      labelNames: ['limit'],
      registers: [metrics],
    });
    for (const limit of LIMITS) this.counter.inc({ limit }, 0);
  }

  count(limit: Limit): void {
    this.counter.inc({ limit });
  }

  /** Counts it and tells of it. @returns the answer to it, 429 */
  async problem(code: string, { limit, who, service, rate, retryMs }: Refused): Promise<ProblemError> {
    this.count(limit);
    const once = { limit: 1, windowMs: rate.windowMs };
    const first = await this.told.take(`${limit} ${who}`, once, this.clock.now().getTime());
    if (first.ok) {
      const client = createHmac('sha256', this.key).update(who).digest('hex').slice(0, 16);
      this.logger.warn({ limit, client, ...(service !== undefined && { service }) }, 'a limit was used up');
    }
    return tooMany(code, { name: limit, rate, retryMs });
  }
}
