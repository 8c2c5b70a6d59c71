import type { Position } from '#event-store/port.js';

/**
 * The server's positions are offsets in its log, far apart and, in the end, larger than a JavaScript number can be. The
 * embedded store counts from 1.
 */
const FIRST = 2n ** 53n + 1n;
const APART = 641n;

export const offsetOf = (position: Position): bigint => FIRST + position * APART;

/** How many records begin before the offset. */
export function recordsBefore(offset: bigint): bigint {
  if (offset <= FIRST + APART) return 0n;
  return (offset - FIRST - 1n) / APART;
}

/** Where the record after the one at the offset begins. */
export const behind = (offset: bigint): bigint => offset + APART;
