import { describe, expect, it } from '@jest/globals';
import { runAfter } from './run-after.js';

describe('runAfter', () => {
  const running = (passed: Promise<unknown>, signal: AbortSignal) => {
    const worked: string[] = [];
    const ended = runAfter(passed, signal, async () => void worked.push('worked'));
    return { worked, ended };
  };

  it('works once it may', async () => {
    let pass = () => undefined as void;
    const passed = new Promise<void>((resolve) => (pass = resolve));
    const { worked, ended } = running(passed, new AbortController().signal);
    await Promise.resolve();
    expect(worked).toEqual([]);
    pass();
    await ended;
    expect(worked).toEqual(['worked']);
  });

  it('ends without having worked when it is stopped before, also after a refusal', async () => {
    for (const passed of [new Promise<never>(() => undefined), Promise.reject(new Error('no'))]) {
      const stop = new AbortController();
      const { worked, ended } = running(passed, stop.signal);
      stop.abort();
      await ended;
      expect(worked).toEqual([]);
    }
  });
});
