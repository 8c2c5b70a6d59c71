import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Position } from '#event-store/port.js';
import { ProgressLine } from './progress-line.js';

const LAST = 1_000_000n as Position; // as a store would say
const CLEAR = '\r\x1b[2K';

describe('a line of progress', () => {
  let written: string[];
  let seconds: number;
  let line: ProgressLine;

  const begin = (output: { readonly isTTY?: boolean; readonly columns?: number } = {}) => {
    written = [];
    seconds = 0;
    const write = (text: string) => written.push(text);
    line = new ProgressLine('review-queue', { ...output, write }, () => seconds * 1_000);
  };
  /** `part` of the log is done, 0 to 1. */
  const at = (second: number, events: number, part: number, last = LAST) => {
    seconds = second;
    line.advanced({ events, position: BigInt(Math.round(Number(LAST) * part)), last });
  };

  describe('in a file', () => {
    beforeEach(() => begin());

    it('is a whole line every ten seconds: how much, how fast, how long to go', () => {
      for (let second = 1; second <= 25; second += 1) at(second, second * 2_000, second / 100);
      expect(written).toEqual([
        'review-queue: 10 %  20,000 events  2,000/s  1 min 30 s left\n',
        'review-queue: 20 %  40,000 events  2,000/s  1 min 20 s left\n',
      ]);
    });

    it('goes by the last seconds: what came before no longer counts', () => {
      for (let second = 1; second <= 6; second += 1) at(second, second * 10, second / 10_000);
      for (let second = 7; second <= 14; second += 1) at(second, (second - 6) * 5_000, (second - 6) / 20);
      at(20, 70_000, 0.7);
      expect(written.at(-1)).toBe('review-queue: 70 %  70,000 events  5,000/s  6 s left\n');
    });

    it('promises nothing while it does not get on', () => {
      at(9, 500, 0.25);
      at(10, 500, 0.25);
      expect(written).toEqual(['review-queue: 25 %  500 events  0/s  ? left\n']);
    });

    it('is at its end with a log that has no position yet', () => {
      at(10, 1, 0, 0n as Position);
      expect(written).toEqual(['review-queue: 100 %  1 events  0/s  ? left\n']);
    });

    it('has nothing to take away', () => {
      at(10, 500, 0.25);
      line.end();
      expect(written).toHaveLength(1);
    });
  });

  describe('on a terminal', () => {
    beforeEach(() => begin({ isTTY: true, columns: 120 }));

    it('is a bar from the first event on, drawn again ten times a second at most, and taken away in the end', () => {
      at(0, 1_000, 0.25);
      at(0.05, 2_000, 0.3);
      at(1, 3_000, 0.5);
      const bar = (full: number) => '█'.repeat(full) + '░'.repeat(24 - full);
      expect(written).toEqual([
        `${CLEAR}review-queue  ${bar(6)}  25 %  1,000 events  0/s  ? left`,
        `${CLEAR}review-queue  ${bar(12)}  50 %  3,000 events  2,000/s  2 s left`,
      ]);
      line.end();
      line.end();
      expect(written.slice(2)).toEqual([CLEAR]);
    });

    it('is no wider than the terminal', () => {
      begin({ isTTY: true, columns: 30 });
      at(0, 1_000, 0.25);
      expect(written[0]).toHaveLength(CLEAR.length + 30);
    });

    it('is never drawn for a log that was empty', () => {
      line.end();
      expect(written).toEqual([]);
    });
  });
});
