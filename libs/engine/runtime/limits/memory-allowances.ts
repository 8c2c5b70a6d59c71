import { LRUCache } from 'lru-cache';
import { type Allowances, type Rate, type Taken, windowAt } from './allowances.js';

interface Used {
  count: number;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/**
 * Counts in this process: several processes allow that many each, and a restart begins anew. Holds at most `capacity`
 * keys; beyond that the one not asked about for longest is forgotten, so a flood of new keys costs memory for so many and no more.
 */
export class MemoryAllowances implements Allowances {
  private readonly used: LRUCache<string, Used>;

  constructor(capacity = 100_000) {
    this.used = new LRUCache({ max: capacity });
  }

  async take(key: string, rate: Rate, now: number): Promise<Taken> {
    const used = this.current(key, rate, now);
    if (used.count >= rate.limit) return { ok: false, retryMs: used.endsAt - now };
    used.count += 1;
    return { ok: true, giveBack: async () => void (used.count -= 1) };
  }

  /** Keys held now. */
  get size(): number {
    return this.used.size;
  }

  private current(key: string, rate: Rate, now: number): Used {
    const known = this.used.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    const fresh = { count: 0, endsAt: windowAt(now, rate).endsAt };
    this.used.set(key, fresh);
    return fresh;
  }
}
