import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Coalescer } from './coalescer.js';

interface Item {
  readonly name: string;
  readonly bytes: number;
}

const item = (name: string, bytes = 1): Item => ({ name, bytes });
const names = (groups: readonly (readonly Item[])[]) =>
  groups.map((group) => group.map(({ name }) => name).join(''));

describe('a coalescer', () => {
  const groups: (readonly Item[])[] = [];
  const record = async (group: readonly Item[]) => void groups.push(group);
  const committed = async (commits: Coalescer<Item>) => {
    await commits.idle();
    return names(groups.splice(0));
  };

  it('takes together what came while another was under way, in order', async () => {
    const commits = new Coalescer<Item>(async (group) => {
      if (groups.length === 0) for (const late of ['c', 'd']) commits.add(item(late));
      await record(group);
    });
    for (const early of ['a', 'b']) commits.add(item(early));
    expect(await committed(commits)).toEqual(['ab', 'cd']);
  });

  it('is no larger than 8 MiB, unless one item is', async () => {
    const commits = new Coalescer<Item>(record);
    commits.add(item('a', 8_388_600));
    commits.add(item('b', 8));
    commits.add(item('c', 1));
    commits.add(item('d', 9_000_000));
    expect(await committed(commits)).toEqual(['ab', 'c', 'd']);
  });

  it('leaves out what was taken back in time', async () => {
    const [a, b] = [item('a'), item('b')];
    const commits = new Coalescer<Item>(record);
    commits.add(a);
    expect(commits.remove(a)).toBe(true);
    expect(await committed(commits)).toEqual([]);
    commits.add(b);
    expect(await committed(commits)).toEqual(['b']);
    expect(commits.remove(b)).toBe(false);
  });

  it('takes first what the one before left to it', async () => {
    const commits = new Coalescer<Item>(async (group) => {
      if (groups.length === 0) commits.defer(group.slice(1));
      await record(group);
    });
    for (const name of ['a', 'b']) commits.add(item(name));
    expect(await committed(commits)).toEqual(['ab', 'b']);
  });

  it('goes on with the next item should a commit reject', async () => {
    const unheard: unknown[] = [];
    const note = (error: unknown) => unheard.push(error);
    process.on('unhandledRejection', note);
    let failures = 1;
    const commits = new Coalescer<Item>(async (group) => {
      if (failures-- > 0) throw new Error('a bug');
      await record(group);
    });
    commits.add(item('a'));
    await expect(commits.idle()).rejects.toThrow('a bug');
    commits.add(item('b'));
    expect(await committed(commits)).toEqual(['b']);
    process.off('unhandledRejection', note);
  });

  it('takes every item once and in order, in groups that are alike and no larger than allowed', async () => {
    const some = fc.array(fc.record({ name: fc.constantFrom('a', 'b'), bytes: fc.nat(20) }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 1, max: 40 }), fc.nat(3), async (items, maxBytes, later) => {
        const taken: (readonly Item[])[] = [];
        const waiting = items.splice(items.length - Math.min(later, items.length));
        const all = [...items, ...waiting];
        const coalescer = new Coalescer<Item>(
          async (group) => {
            taken.push(group);
            for (const late of waiting.splice(0, 1)) coalescer.add(late);
          },
          { maxBytes, alike: (first, other) => first.name === other.name },
        );
        for (const one of items) coalescer.add(one);
        await coalescer.idle();
        for (const late of waiting.splice(0)) coalescer.add(late);
        await coalescer.idle();
        expect(taken.flat()).toEqual(all);
        for (const group of taken) {
          expect(new Set(group.map(({ name }) => name)).size).toBe(1);
          if (group.length > 1)
            expect(group.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(maxBytes);
        }
      }),
    );
  });
});
