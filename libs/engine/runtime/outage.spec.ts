import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { createLogger } from './logging/logger.js';
import { Outage } from './outage.js';

const LEVELS: Readonly<Record<number, string>> = { 30: 'info', 40: 'warn', 50: 'error' };

describe('an outage', () => {
  function told(check: () => Promise<boolean>) {
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger(
      { level: 'debug', format: 'json' },
      { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    const part = { name: 'The store', where: 'store:2113', settings: 'HAWIYA_STORE', check };
    const outage = new Outage(part, logger, { backOff: { firstMs: 5, capMs: 20 } });
    const levels = () => lines.map(({ level }) => LEVELS[Number(level)]);
    return { outage, lines, levels };
  }

  it('is one line when it begins, however much fails, and one when it is over: after how long, how many retries', async () => {
    let there = false;
    const { outage, lines, levels } = told(() => Promise.resolve(there));
    for (let n = 0; n < 24; n += 1) outage.failed('connection refused');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        where: 'store:2113',
        why: 'connection refused',
        msg: 'The store is away; what needs it waits or is tried again',
      }),
    ]);
    there = true;
    await eventually(() => lines.length === 2);
    expect(lines[1]).toMatchObject({
      level: 30,
      retries: 23,
      afterMs: expect.any(Number),
      msg: 'The store is back',
    });
    outage.failed('again');
    expect(levels()).toEqual(['warn', 'info', 'warn']);
    outage.close();
  });

  it('of a part that refuses us is one error that names the settings, also when it was away before', async () => {
    const { outage, lines, levels } = told(() => Promise.reject(new Error('refused')));
    outage.failed('connection refused');
    for (let n = 0; n < 7; n += 1) outage.failed('wrong password', true);
    expect(levels()).toEqual(['warn', 'error']);
    expect(lines[1]).toMatchObject({ settings: 'HAWIYA_STORE', why: 'wrong password' });
    expect(lines[1]?.['msg']).toContain('mend HAWIYA_STORE');
    outage.close();
  });

  it('says nothing after it is closed', async () => {
    let looks = 0;
    const { outage, lines } = told(() => Promise.resolve((looks += 1) > 0));
    outage.failed('away');
    outage.close();
    outage.failed('away');
    await new Promise(setImmediate);
    expect(lines).toHaveLength(1);
    expect(looks).toBe(0);
  });
});
