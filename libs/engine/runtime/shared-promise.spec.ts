import { describe, expect, it } from '@jest/globals';
import { keptUntilRejected, Lazy, type PromiseTable, sharedWhileUnderWay } from './shared-promise.js';

/** Fails as often as it is told to, then answers the number of the attempt. */
function attempts(failures: number): () => Promise<number> {
  let count = 0;
  return async () => {
    await Promise.resolve();
    count += 1;
    if (count <= failures) throw new Error(`attempt ${count}`);
    return count;
  };
}
const record = {};
const tables: readonly (readonly [string, () => PromiseTable<object, number>])[] = [
  ['Map', () => new Map()],
  ['WeakMap', () => new WeakMap()],
];

describe.each(tables)('promises kept in a %s', (_, table) => {
  it('answer every one who asks, made once', async () => {
    const [kept, make] = [table(), attempts(0)];
    const asked = [1, 2].map(() => keptUntilRejected(kept, record, make));
    expect(await Promise.all(asked)).toEqual([1, 1]);
    expect(await keptUntilRejected(kept, record, make)).toBe(1);
  });

  it('are no answer once rejected, not even to who asks again in the same moment', async () => {
    const [kept, make] = [table(), attempts(2)];
    const ask = () => keptUntilRejected(kept, record, make);
    const together = await Promise.allSettled([ask(), ask()]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await ask().catch(ask)).toBe(3);
  });

  it('are forgotten when they settle, if they are only shared while under way', async () => {
    const [kept, make] = [table(), attempts(1)];
    const ask = () => sharedWhileUnderWay(kept, record, make);
    await Promise.all([ask(), ask()].map((one) => expect(one).rejects.toThrow('attempt 1')));
    expect(await Promise.all([ask(), ask()])).toEqual([2, 2]);
    expect(await ask()).toBe(3);
  });

  it('do not take a newer one along when they are rejected late', async () => {
    const kept = table();
    const late = keptUntilRejected(kept, record, attempts(1));
    kept.delete(record);
    const newer = keptUntilRejected(kept, record, attempts(0));
    await expect(late).rejects.toThrow('attempt 1');
    expect(kept.get(record)).toBe(newer);
  });
});

describe('a lazily made thing', () => {
  it('is made when it is asked for, and anew after a failure or when it was forgotten', async () => {
    const lazy = new Lazy(attempts(1));
    expect(lazy.current).toBeUndefined();
    await expect(lazy.get()).rejects.toThrow('attempt 1');
    expect(lazy.current).toBeUndefined();
    expect(await lazy.get()).toBe(2);
    expect(await lazy.get()).toBe(2);
    lazy.forget();
    expect(await lazy.get()).toBe(3);
  });
});
