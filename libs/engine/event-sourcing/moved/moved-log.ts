import { isObject } from '../metadata.js';

/** Where the log of a store went when it was copied. */
export interface MovedLog {
  /** The store it is in now, as people are told of it. */
  readonly to: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The log of this store goes on elsewhere: whatever is written here would be lost to it. */
export class LogMovedError extends Error {
  override readonly name = 'LogMovedError';
  /** @param lift what to do when it is to be used all the same */
  constructor({ to, at }: MovedLog, where: string, lift: string) {
    super(`the log of ${where} was copied to ${to} on ${at} and goes on there: use that one; ${lift}`);
  }
}

export function isMovedLog(value: unknown): value is MovedLog {
  return isObject(value) && typeof value['to'] === 'string' && typeof value['at'] === 'string';
}
