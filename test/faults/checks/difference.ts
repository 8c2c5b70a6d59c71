/** Something that is not as it has to be. */
export interface Difference {
  /** Which check found it. */
  readonly check: string;
  readonly text: string;
  /** The start of the service it belongs to, where that can be told. */
  readonly run?: number;
}

/** Collects what one check finds. */
export class Findings {
  readonly differences: Difference[] = [];

  constructor(private readonly check: string) {}

  add(text: string, run?: number): void {
    this.differences.push({ check: this.check, text, ...(run === undefined ? {} : { run }) });
  }

  /** Adds a finding unless the two are equal. */
  same(what: string, got: number | string | undefined, wanted: number | string, run?: number): void {
    if (got !== wanted) this.add(`${what}: ${got} instead of ${wanted}`, run);
  }
}
