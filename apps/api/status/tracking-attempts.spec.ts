import { describe, expect, it } from '@jest/globals';
import type { TrackingNumber } from '#domain/kernel/brand.js';
import { MemoryAllowances } from '#runtime/limits/memory-allowances.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { Subjects } from '#use-cases/subjects.js';
import { refusalsInTest } from '../testing/limit-refusals.js';
import { TrackingAttempts } from './tracking-attempts.js';

const LIMITS = { trackingWindowS: 10, trackingPerNumber: 3, trackingPerAddress: 5, trackingInAll: 8 };

function attempts(limits: Partial<typeof LIMITS> = {}) {
  let now = 0;
  const allowances = new MemoryAllowances();
  const clock = { now: () => new Date(now) };
  const { refusals, counted: figure } = refusalsInTest(clock);
  const counted = new TrackingAttempts(
    allowances,
    new Subjects(Buffer.alloc(32, 7)),
    { ...LIMITS, ...limits },
    refusals,
    clock,
  );
  return {
    /** The code of the refusal; undefined: counted. */
    wrong: async (number: string, address: string): Promise<string | undefined> => {
      try {
        await counted.count(number as TrackingNumber, address); // only told apart here
        return undefined;
      } catch (error) {
        if (error instanceof ProblemError) return error.options.headers?.['ratelimit-policy'];
        throw error;
      }
    },
    right: async (number: string, address: string) =>
      (await counted.count(number as TrackingNumber, address))(),
    at: (ms: number) => (now = ms),
    figure,
  };
}

const PER_NUMBER = '"tracking-number";q=3;w=10';
const PER_ADDRESS = '"tracking-address";q=5;w=10';
const IN_ALL = '"tracking";q=8;w=10';

describe('guessing digits', () => {
  it('is stopped after so many wrong ones for a tracking number, wherever they come from', async () => {
    const { wrong, at, figure } = attempts();
    for (const address of ['a', 'b', 'c']) expect(await wrong('N', address)).toBeUndefined();
    expect(await wrong('N', 'd')).toBe(PER_NUMBER);
    expect(await figure('tracking-number')).toBe(1);
    expect(await wrong('M', 'd')).toBeUndefined();
    at(10_000);
    expect(await wrong('N', 'd')).toBeUndefined();
  });

  it('is stopped after so many wrong ones from an address, whatever the number', async () => {
    const { wrong } = attempts();
    for (const number of ['1', '2', '3', '4', '5']) expect(await wrong(number, 'a')).toBeUndefined();
    expect(await wrong('6', 'a')).toBe(PER_ADDRESS);
    expect(await wrong('6', 'b')).toBeUndefined();
  });

  it('is stopped after so many wrong ones in all', async () => {
    const { wrong } = attempts();
    for (let i = 0; i < LIMITS.trackingInAll; i += 1) expect(await wrong(`n${i}`, `a${i}`)).toBeUndefined();
    expect(await wrong('n', 'a')).toBe(IN_ALL);
  });

  it('does not count who is right, nor what was refused', async () => {
    const { wrong, right } = attempts();
    for (let i = 0; i < 20; i += 1) await right('N', 'a');
    for (const address of ['a', 'b', 'c']) expect(await wrong('N', address)).toBeUndefined();
    for (let i = 0; i < 20; i += 1) expect(await wrong('N', 'd')).toBe(PER_NUMBER);
    expect(await wrong('M', 'd')).toBeUndefined();
  });

  it('is counted before anything is looked up: so many at once are allowed no more', async () => {
    const { wrong } = attempts({ trackingPerAddress: 10_000, trackingInAll: 10_000 });
    const asked = await Promise.all(Array.from({ length: 3_000 }, () => wrong('N', 'a')));
    expect(asked.filter((refused) => refused === undefined)).toHaveLength(LIMITS.trackingPerNumber);
  });
});
