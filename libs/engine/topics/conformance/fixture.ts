import type { Distribution } from '../port.js';

/** What a driver brings to be tested. */
export interface DistributionFixture {
  /** How long anything may take: joining a group may take a broker seconds. */
  readonly deadlineMs: number;
  /** Whether a partition's offsets have no gaps. */
  readonly denseOffsets: boolean;
  /** Empty, with a back-off short enough for a test. */
  open(): Promise<Opened>;
}

export interface Opened {
  readonly distribution: Distribution;
  /** Closes it and opens another one over the same messages and offsets, as a restart would. */
  reopen(): Promise<Opened>;
  /** Closes it and removes everything. */
  dispose(): Promise<void>;
}

/** What a test of the suite works with. */
export interface Suite extends DistributionFixture {
  /** Of the test that is running. */
  opened(): Opened;
  /** Continues the running test after a restart. */
  reopen(): Promise<Opened>;
}
