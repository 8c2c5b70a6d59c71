import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

const MOST_WORKERS = 64;

/** As many threads as there are processors, but no more than help: the one that reads the log keeps four busy. */
export const DEFAULT_WORKERS = Math.min(availableParallelism(), 4);

/** @throws InvalidArgumentError */
export function workers(text: string): number {
  return whole(text, MOST_WORKERS);
}

/** Events a second. @throws InvalidArgumentError */
export function throttle(text: string): number {
  return whole(text, 10_000_000);
}

function whole(text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  return number;
}
