import { describe, expect, it } from '@jest/globals';
import { EventStoreError } from '#event-store/errors.js';
import type { Position } from '#event-store/port.js';
import type { LogProblem } from '../verify.js';
import { problemText } from './problem-text.js';

const event = { stream: 'slot-1', revision: 2n, id: 'an-id', position: 7n as Position }; // any will do
const anchor = { events: 9, position: '9', digest: 'd', at: '2026-03-01T09:00:00.000Z' };
const problems: readonly LogProblem[] = [
  { kind: 'altered', ...event },
  { kind: 'missing', ...event },
  { kind: 'inserted', ...event },
  { kind: 'unlinked', ...event },
  { kind: 'misplaced', ...event },
  { kind: 'anchor-differs', anchor, after: undefined },
  { kind: 'anchor-differs', anchor, after: { ...anchor, events: 5 } },
  { kind: 'cut-off', anchor, events: 8 },
  { kind: 'unreadable', error: new EventStoreError('unavailable', 'no event at position 3') },
];

describe('problemText', () => {
  it.each(problems.map((problem) => [problem.kind, problem] as const))('says where: %s', (_, problem) => {
    expect(problemText(problem)).toMatch(
      'stream' in problem ? /^slot-1@2 \(event an-id, position 7\) / : /event 9|had 9|position 3/,
    );
  });
});
