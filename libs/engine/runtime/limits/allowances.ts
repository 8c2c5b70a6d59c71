/** So many uses in each window of time. Windows begin at whole multiples of their length since 1970 (UTC). */
export interface Rate {
  /** At least 1. */
  readonly limit: number;
  /** Milliseconds. */
  readonly windowMs: number;
}

export type Taken =
  | {
      readonly ok: true;
      /** Undoes this one use; to be called at most once. */
      giveBack(): Promise<void>;
    }
  | {
      readonly ok: false;
      /** Until the next window begins. */
      readonly retryMs: number;
    };

/**
 * Counts uses per key. What is counted never exceeds the limit, however many ask at once: a use given back is a use
 * somebody else can have.
 */
export interface Allowances {
  /**
   * Counts one use of the key, unless all of the window's are used. Keys are stored as they are: nothing personal.
   * @param now milliseconds since 1970
   */
  take(key: string, rate: Rate, now: number): Promise<Taken>;
}

/** The window a moment lies in: a name for it, and when it ends (milliseconds since 1970). */
export function windowAt(
  now: number,
  { windowMs }: Rate,
): { readonly index: number; readonly endsAt: number } {
  const index = Math.floor(now / windowMs);
  return { index, endsAt: (index + 1) * windowMs };
}

/** One of the allowances something needs. */
export interface Wanted<Name extends string> {
  readonly name: Name;
  readonly key: string;
  readonly rate: Rate;
}

export type TakenAll<Name extends string> =
  | { readonly ok: true; giveBack(): Promise<void> }
  | { readonly ok: false; readonly refused: Wanted<Name>; readonly retryMs: number };

/** One use of each, or none: what was counted before the one that refused is given back. */
export async function takeAll<Name extends string>(
  allowances: Allowances,
  wanted: readonly Wanted<Name>[],
  now: number,
): Promise<TakenAll<Name>> {
  const taken: Extract<Taken, { ok: true }>[] = [];
  const giveBack = async () => {
    for (const one of taken) await one.giveBack();
  };
  for (const one of wanted) {
    const answer = await allowances.take(one.key, one.rate, now);
    if (!answer.ok) {
      await giveBack();
      return { ok: false, refused: one, retryMs: answer.retryMs };
    }
    taken.push(answer);
  }
  return { ok: true, giveBack };
}
