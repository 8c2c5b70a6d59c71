import { jest } from '@jest/globals';

/** Sets the clock of this process, which goes on from there; timers stay as they are. `jest.useRealTimers` ends it. */
export function setClock(now: Date): void {
  jest.useFakeTimers({
    now,
    advanceTimers: true,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}
