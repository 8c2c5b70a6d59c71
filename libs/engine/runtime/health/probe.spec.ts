import { describe, expect, it } from '@jest/globals';
import { checkHealth } from './probe.js';

const fine = { name: 'store', check: () => Promise.resolve({ ok: true, detail: '0 behind' }) };

describe('the health of the stages', () => {
  it('is good when every stage is', async () => {
    await expect(checkHealth([fine], 100)).resolves.toEqual({
      ok: true,
      checks: { store: { ok: true, detail: '0 behind' } },
    });
  });

  it('names the stage that fails and the one that does not answer, and still asks the others', async () => {
    const report = await checkHealth(
      [
        fine,
        { name: 'topic', check: () => Promise.reject(new Error('gone')) },
        { name: 'slow', check: () => new Promise<never>(() => undefined) },
      ],
      20,
    );
    expect(report).toEqual({
      ok: false,
      checks: {
        store: { ok: true, detail: '0 behind' },
        topic: { ok: false, detail: 'gone' },
        slow: { ok: false, detail: 'no answer in 20 ms' },
      },
    });
  });
});
