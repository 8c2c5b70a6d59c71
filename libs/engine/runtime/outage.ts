import { type BackOff, jitteredBackOffMs, pause } from './back-off.js';
import type { Logger } from './logging/logger.js';

/** Something outside of this process that it works with. */
export interface OutsidePart {
  /** E.g. `EventStoreDB`. */
  readonly name: string;
  /** Its hosts; never who signs in. */
  readonly where: string;
  /** The settings that lead there, for whoever has to mend them. */
  readonly settings: string;
  /** Whether it does its part. */
  readonly check: () => Promise<boolean>;
}

export interface OutageOptions {
  /** Between two looks whether it is back; default 500 ms, doubling up to 5 s, jittered. */
  readonly backOff?: BackOff;
  /** One that fails again within this time after it was back is looked at less often; default 60,000 milliseconds. */
  readonly steadyMs?: number;
}

interface Away {
  readonly since: number;
  retries: number;
  refused: boolean;
}

/**
 * Tells of a part that is away: one line when it goes (a warning, it may come back by itself), one when it is back. That
 * it refuses this process is an error, and tells which setting to mend. Whatever fails meanwhile only counts.
 */
export class Outage {
  private away: Away | undefined;
  private looks = 0;
  private wellSince = -Infinity;
  private readonly stop = new AbortController();

  constructor(
    private readonly part: OutsidePart,
    private readonly logger: Logger,
    private readonly options: OutageOptions = {},
  ) {}

  /** Something failed of it. `refused`: it answered, and will say the same until somebody mends a setting or a right. */
  failed(why: string, refused = false): void {
    if (this.stop.signal.aborted) return;
    if (this.away === undefined) {
      if (performance.now() - this.wellSince > (this.options.steadyMs ?? 60_000)) this.looks = 0;
      this.away = { since: performance.now(), retries: 0, refused };
      this.tell(why, refused);
      void this.watch(this.away);
      return;
    }
    this.away.retries += 1;
    if (!refused || this.away.refused) return;
    this.away.refused = true;
    this.tell(why, refused);
  }

  /** Says nothing any more. */
  close(): void {
    this.stop.abort();
  }

  private tell(why: string, refused: boolean): void {
    const { name, where, settings } = this.part;
    if (refused)
      this.logger.error({ where, why, settings }, `${name} refuses this service: mend ${settings}`);
    else this.logger.warn({ where, why }, `${name} is away; what needs it waits or is tried again`);
  }

  private async watch(away: Away): Promise<void> {
    const { signal } = this.stop;
    const { backOff = { firstMs: 500, capMs: 5_000 } } = this.options;
    do {
      this.looks += 1;
      await pause(jitteredBackOffMs(this.looks, backOff), signal);
      if (signal.aborted) return;
    } while (!(await this.isBack()));
    if (signal.aborted) return;
    this.away = undefined;
    this.wellSince = performance.now();
    const afterMs = Math.round(this.wellSince - away.since);
    const { name, where } = this.part;
    this.logger.info({ where, afterMs, retries: away.retries }, `${name} is back`);
  }

  /** A look that fails says the same as one that finds it away. */
  private isBack(): Promise<boolean> {
    return this.part.check().catch(() => false);
  }
}
