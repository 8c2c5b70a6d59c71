import type { Kafka } from 'kafkajs';
import type { BackOff } from '#runtime/back-off.js';
import type { GroupOffset } from './standing.js';

export interface GroupSettings {
  /** What the broker's names of groups begin with (default nothing). */
  readonly prefix?: string;
  /** A member that was not heard of for so long is taken for dead, milliseconds (default 30,000). */
  readonly sessionMs?: number;
  /** How often it is heard of, milliseconds (default 3,000). */
  readonly heartbeatMs?: number;
  /**
   * Bytes of a partition that may wait for its handler (default 4 MiB, keys, headers and objects estimated); on top of
   * it comes what one more fetch brings (1 MiB, as it was compressed).
   */
  readonly aheadBytes?: number;
}

export interface GroupMemberDependencies {
  /** A client of the member's own: consumers of one client share what they know of a group's offsets. */
  readonly client: () => Kafka;
  /** Of the topic. */
  readonly partitions: number;
  readonly backOff: BackOff;
  readonly settings: GroupSettings;
  /** Where the group is in each partition. */
  readonly standing: () => Promise<readonly GroupOffset[]>;
  /** Told of everything that interrupts the member; it goes on by itself. */
  readonly onError: (error: unknown) => void;
}
