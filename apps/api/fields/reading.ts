import type { Instant } from '#decider/brand.js';
import { parseDay, parseInstant } from '#domain/calendar/day.js';
import type { Parsed } from '#domain/identifiers/parsed.js';
import type { Day } from '#domain/kernel/brand.js';
import { ProblemError, type ProblemItem } from '#runtime/problems/problem.js';

/**
 * Reads well-formed values into the domain's types and collects everything that is wrong with them, so that the answer
 * lists it all. What it gives out may be used only after `finish`.
 */
export class Reading {
  private readonly items: ProblemItem[] = [];

  take<T>(at: string, result: Parsed<T>): T {
    return result.ok ? result.value : this.complain({ at, code: result.code, ...params(result.params) });
  }

  day(at: string, text: string): Day {
    return parseDay(text) ?? this.complain({ at, code: 'no-such-day' });
  }

  instant(at: string, text: string): Instant {
    return parseInstant(text) ?? this.complain({ at, code: 'wrong-date' });
  }

  /** @throws ProblemError `invalid-content` (422) with every complaint. */
  finish(): void {
    if (this.items.length > 0) throw new ProblemError('invalid-content', { errors: this.items });
  }

  private complain(item: ProblemItem): never {
    this.items.push(item);
    // Stands for a value nobody sees: `finish` throws before it can be used.
    return undefined as never;
  }
}

const params = (given: ProblemItem['params']) => (given === undefined ? {} : { params: given });
