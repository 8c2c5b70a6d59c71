import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import type { Batch, ReceivedMessage } from '../port.js';
import { type PartitionDependencies, PartitionQueue } from './partition-queue.js';

const KIB = 1_024;

function message(offset: number, bytes: number): ReceivedMessage {
  const value = new Uint8Array(bytes);
  return { topic: 't', partition: 0, offset: BigInt(offset), key: 'k', headers: {}, value };
}

/** Messages from one offset up to another, that not included. */
const run = (from: number, to: number, bytes = 0) =>
  Array.from({ length: to - from }, (_, index) => message(from + index, bytes));

const offsets = (batches: readonly Batch[]) =>
  batches.flatMap(({ messages }) => messages.map(({ offset }) => Number(offset)));

/** A queue that starts at offset 10, its handler as a test wants it. */
function scene(
  handle: (batch: Batch) => Promise<void> = async () => {},
  needs: Partial<PartitionDependencies> = {},
) {
  const handled: Batch[] = [];
  const committed: number[] = [];
  const fetching: string[] = [];
  const queue = new PartitionQueue({
    topic: 't',
    partition: 0,
    options: {
      maxBatch: 2,
      handle: async (batch) => {
        await handle(batch);
        handled.push(batch);
      },
    },
    backOff: { firstMs: 1, capMs: 2 },
    aheadBytes: 10 * KIB,
    start: Promise.resolve(10n),
    commit: async (offset) => void committed.push(Number(offset)),
    pause: () => fetching.push('pause'),
    resume: () => fetching.push('resume'),
    onCommitError: () => undefined,
    free: Promise.resolve(),
    ...needs,
  });
  const take = (messages: readonly ReceivedMessage[]) =>
    queue.take(messages, messages.at(-1)?.offset ?? 0n, 100n);
  return { queue, take, handled, committed, fetching };
}

/** Work that goes on until it is released. */
function gate() {
  let release = () => {};
  const open = new Promise<void>((resolve) => (release = resolve));
  return { open, release };
}

describe('the queue of a partition', () => {
  it('stores the offset behind each batch, and never ahead of what waits', async () => {
    const { take, handled, committed, queue } = scene();
    await take(run(10, 15));
    await eventually(() => committed.at(-1) === 15);
    expect(committed[0]).toBe(12);
    expect(committed).toEqual([...committed].sort((a, b) => a - b));
    expect(offsets(handled)).toEqual([10, 11, 12, 13, 14]);
    expect(handled.map(({ behind }) => behind)).toEqual([88n, 86n, 85n]);
    expect(queue.position).toBe(15n);
  });

  it('goes on handling while an offset is stored, and stores the newest next', async () => {
    const { open, release } = gate();
    const stored: number[] = [];
    const commit = async (offset: bigint) => {
      stored.push(Number(offset));
      await open;
    };
    const { take, handled, queue } = scene(undefined, { commit });
    await take(run(10, 16));
    await eventually(() => handled.length === 3);
    expect(stored).toEqual([12]);
    release();
    await queue.leave();
    expect(stored).toEqual([12, 16]);
  });

  it('leaves out what is there already', async () => {
    const { take, handled, committed } = scene();
    await take(run(8, 13));
    await take(run(10, 14));
    await eventually(() => committed.at(-1) === 14);
    expect(offsets(handled)).toEqual([10, 11, 12, 13]);
  });

  it('asks once again for what is missing, then takes the log as it is', async () => {
    const { take, handled, committed, queue } = scene();
    expect(await take(run(12, 14))).toBe(false);
    expect(queue.position).toBe(10n);
    expect(await take(run(10, 12))).toBe(true);
    expect(await take(run(14, 16))).toBe(false);
    expect(await take(run(14, 16))).toBe(true);
    await eventually(() => committed.at(-1) === 16);
    expect(offsets(handled)).toEqual([10, 11, 14, 15]);
  });

  it('stores an offset behind records that are no messages', async () => {
    const { queue, committed } = scene();
    await queue.take(run(10, 11), 11n, 12n); // 11: the end of somebody's transaction
    await eventually(() => committed.at(-1) === 12);
  });

  it('has fetching paused while it holds so much, and resumed when it holds half of it', async () => {
    const { open, release } = gate();
    const { take, fetching, committed } = scene(() => open);
    await take(run(10, 14, KIB)); // 8 KiB with what surrounds them
    expect(fetching).toEqual([]);
    await take(run(14, 15, KIB));
    expect(fetching).toEqual(['pause']);
    release();
    await eventually(() => committed.at(-1) === 15);
    expect(fetching).toEqual(['pause', 'resume']);
  });

  it('is not paused if its handler keeps up', async () => {
    const { take, fetching, committed } = scene(
      () => new Promise((resolve) => setImmediate(resolve)),
      // However busy the machine is: to keep up is a matter of turns here, not of time.
      { patienceMs: 60_000 },
    );
    for (let from = 10; from < 110; from += 10) await take(run(from, from + 10, KIB));
    await eventually(() => committed.at(-1) === 110);
    expect(fetching).toEqual([]);
  });

  it('finishes the batch in hand when it is left, and nothing after it', async () => {
    const { open, release } = gate();
    const { take, queue, handled, committed } = scene(() => open);
    await take(run(10, 20));
    const left = queue.leave();
    await take(run(20, 30));
    release();
    await left;
    expect(offsets(handled)).toEqual([10, 11]);
    expect(committed).toEqual([12]);
  });

  it('begins when the one before it is done', async () => {
    const { open, release } = gate();
    const { take, handled, committed } = scene(undefined, { free: open });
    await take(run(10, 11));
    expect(handled).toEqual([]);
    release();
    await eventually(() => committed.at(-1) === 11);
  });

  it('goes on storing an offset until it is stored', async () => {
    let failures = 3;
    const errors: unknown[] = [];
    const stored: bigint[] = [];
    const { take, handled } = scene(undefined, {
      commit: async (offset) => {
        failures -= 1;
        if (failures >= 0) throw new Error('not now');
        stored.push(offset);
      },
      onCommitError: (error) => errors.push(error),
    });
    await take(run(10, 14));
    await eventually(() => stored.at(-1) === 14n);
    expect(errors).toHaveLength(3);
    expect(offsets(handled)).toEqual([10, 11, 12, 13]);
  });

  it('gives up storing an offset when it is left and the broker is away', async () => {
    const errors: unknown[] = [];
    const { take, queue } = scene(undefined, {
      commit: () => Promise.reject(new Error('away')),
      onCommitError: (error) => errors.push(error),
    });
    await take(run(10, 11));
    await eventually(() => errors.length > 0);
    await queue.leave();
    expect(errors).toHaveLength(5);
  });

  it('that cannot be told where to begin leaves nothing unhandled, and fails what it is to take in', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const { take, queue } = scene(undefined, { start: Promise.reject(new Error('away')) });
      await nextTurn();
      expect(unhandled).toEqual([]);
      await expect(take(run(10, 11))).rejects.toThrow('away');
      await queue.leave();
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
