import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import type { ReadModelEvent } from './events.js';
import { type Discard, decideDiscard, readModelDecider, type ReadModelState } from './read-model.js';

const readModel = (...events: readonly ReadModelEvent[]) => given(readModelDecider, ...events);

const at = '2026-03-01T09:00:00.000Z' as Instant; // no parser has to see it
const atFault = { stream: 'application-1', revision: 3, eventId: 'e-3', eventType: 'DetailsProvided' };
const model = { model: 'application-status', version: 1, key: '1' };
const discarded: ReadModelEvent = {
  type: 'EventDiscarded',
  data: { ...model, ...atFault, reason: 'cannot-be-read', discardedAt: at },
};

const discard =
  (change: Partial<Discard> = {}) =>
  (state: ReadModelState) =>
    decideDiscard(state, {
      ...model,
      wanted: { stream: 'application-1', revision: 3 },
      atFault,
      reason: 'cannot-be-read',
      at,
      ...change,
    });

describe('discarding an event', () => {
  it('puts on record which, for which version, and why; once', () => {
    expect(readModel().when(discard())).toEqual([discarded]);
    expect(readModel(discarded).when(discard({ atFault: undefined }))).toEqual([]);
  });

  it('of another version is another decision', () => {
    expect(readModel(discarded).when(discard({ version: 2 }))).toEqual([
      { ...discarded, data: { ...discarded.data, version: 2 } },
    ]);
  });

  it('takes a parked key', () => {
    expect(readModel().when(discard({ atFault: undefined }))).toMatchObject({ code: 'key-not-parked' });
  });

  it.each<Partial<Discard>>([
    { wanted: { stream: 'application-1', revision: 2 } },
    { wanted: { stream: 'fees-1', revision: 3 } },
    { wanted: null },
    { atFault: 'unreadable-message' },
  ])('takes the very event at fault, not %j', (change) => {
    expect(readModel().when(discard(change))).toMatchObject({ code: 'another-event-at-fault' });
  });
});

describe('discarding what is no message of ours', () => {
  it('puts on record that something was thrown away', () => {
    expect(readModel().when(discard({ wanted: null, atFault: 'unreadable-message' }))).toEqual([
      {
        type: 'MessageDiscarded',
        data: { model: 'application-status', key: '1', reason: 'cannot-be-read', discardedAt: at },
      },
    ]);
  });
});
