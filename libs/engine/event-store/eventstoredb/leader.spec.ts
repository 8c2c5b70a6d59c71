import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type AskMembers, type NodeEndpoint, leaderAmong } from './leader.js';

const node = (port: number): NodeEndpoint => ({ address: '127.0.0.1', port });

/** Each node by its port: whom it takes for the leader; `frozen`: it does not answer. */
type Cluster = Readonly<Record<number, number | 'frozen' | 'nobody'>>;

/** Counts who was asked how often. */
function asking(cluster: Cluster, asked: number[] = []): AskMembers {
  return async ({ port }) => {
    asked.push(port);
    await new Promise((resolve) => setImmediate(resolve));
    const says = cluster[port] ?? 'frozen';
    if (says === 'frozen') throw new Error('no answer');
    return Object.keys(cluster).map((each) => ({
      endpoint: node(Number(each)),
      leads: Number(each) === says,
    }));
  };
}

const among = (cluster: Cluster, candidates = Object.keys(cluster).map(Number)) =>
  leaderAmong(candidates.map(node), asking(cluster));

describe('who leads', () => {
  it('is who says so itself', async () => {
    expect(await among({ 1: 2, 2: 2, 3: 2 })).toEqual(node(2));
  });

  it('is nobody while the others name one that is frozen', async () => {
    expect(await among({ 1: 'frozen', 2: 1, 3: 1 })).toBeUndefined();
  });

  it('is the new one as soon as it says so, whatever the others still name', async () => {
    expect(await among({ 1: 'frozen', 2: 2, 3: 1 })).toEqual(node(2));
  });

  it('is found by one candidate, too, and by one that does not lead', async () => {
    expect(await among({ 1: 3, 2: 3, 3: 3 }, [2])).toEqual(node(3));
    expect(await among({ 1: 3, 2: 3, 3: 3 }, [])).toBeUndefined();
  });

  it('is asked of each node once', async () => {
    const asked: number[] = [];
    await leaderAmong([1, 2, 3].map(node), asking({ 1: 3, 2: 3, 3: 3 }, asked));
    expect(asked.toSorted((one, other) => one - other)).toEqual([1, 2, 3]);
  });

  it('is never one that does not answer, and is found when one says so itself', async () => {
    const says = fc.oneof(
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('frozen' as const, 'nobody' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(says, { minLength: 1, maxLength: 5 }), async (all) => {
        const cluster = Object.fromEntries(all.map((each, i) => [i + 1, each]));
        const found = await among(cluster);
        const proven = all.flatMap((each, i) => (each === i + 1 ? [i + 1] : []));
        if (found === undefined) expect(proven).toEqual([]);
        else expect(proven).toContain(found.port);
      }),
    );
  });
});
