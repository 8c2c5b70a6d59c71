import type { Difference } from './checks/difference.js';

/** What came of one kind of fault. */
export interface Outcome {
  readonly fault: string;
  readonly runs: number;
  /** Commands the service said it had carried out. */
  readonly acknowledged: number;
  readonly events: number;
  readonly differences: readonly Difference[];
}
