/** One measured figure. */
export interface Result {
  /** Dotted and stable, e.g. `append.64.ratio`. */
  readonly name: string;
  readonly value: number;
  /** e.g. `events/s`, `ms`, `bytes`, `x` for a ratio. */
  readonly unit: string;
  /** What the project promises; for a time or a size the most, for everything else the least. */
  readonly target?: number;
  /** Name of the result this one is a ratio to. */
  readonly ratioTo?: string;
}
