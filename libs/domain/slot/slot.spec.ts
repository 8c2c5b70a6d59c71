import { describe, expect, it } from '@jest/globals';
import type { ApplicationId, CredentialId, Instant, Subject } from '../kernel/brand.js';
import { given } from '../kernel/given.js';
import { trackingNumberOf } from '../identifiers/tracking-number.js';
import type { SlotEvent } from './events.js';
import {
  decideCloseSlot,
  decideHold,
  decideReleaseSlot,
  decideReopenSlot,
  decideTakeSlot,
  slotDecider,
  type SlotState,
} from './slot.js';

const slot = (...events: readonly SlotEvent[]) => given(slotDecider, ...events);

// No parser has to see these.
const at = '2026-03-01T09:00:00.000Z' as Instant;
const application = (name: string) => name as ApplicationId;
const credentialId = 'c1' as CredentialId;

const take = (name: string) => (state: SlotState) =>
  decideTakeSlot(state, { applicationId: application(name), at });
const release = (name: string) => (state: SlotState) =>
  decideReleaseSlot(state, { applicationId: application(name), why: 'withdrawn', at });

const taken = (name: string): SlotEvent => ({
  type: 'SlotTaken',
  data: { applicationId: application(name), takenAt: at },
});
const released = (name: string): SlotEvent => ({
  type: 'SlotReleased',
  data: { applicationId: application(name), why: 'withdrawn', releasedAt: at },
});

describe('a person’s slot', () => {
  it('is taken by one application at a time', () => {
    expect(slot().when(take('a'))).toEqual([taken('a')]);
    expect(slot(taken('a')).when(take('a'))).toEqual([]);
    const open = '470b30ba-5289-573f-ac66-57e17081e33f';
    expect(slot(taken(open)).when(take('b'))).toEqual({
      refused: true,
      code: 'open-application-exists',
      details: [
        {
          at: 'application',
          code: 'open-application-exists',
          params: { applicationId: open, trackingNumber: trackingNumberOf(application(open)) },
        },
      ],
    });
  });

  it('is free again once released', () => {
    expect(slot(taken('a')).when(release('a'))).toEqual([released('a')]);
    expect(slot(taken('a'), released('a')).when(release('a'))).toEqual([]);
    expect(slot(taken('a'), released('a')).when(take('b'))).toEqual([taken('b')]);
  });

  it('is not released by an application that no longer has it', () => {
    expect(slot(taken('a'), released('a'), taken('b')).when(release('a'))).toEqual([]);
    expect(slot(taken('a'), released('a'), taken('b')).state.taken?.applicationId).toBe('b');
  });

  it('knows the credential the person holds', () => {
    const held: SlotEvent = {
      type: 'CredentialHeld',
      data: { credentialId, applicationId: application('a') },
    };
    const hold = (state: SlotState) => decideHold(state, { credentialId, applicationId: application('a') });
    expect(slot(taken('a')).when(hold)).toEqual([held]);
    expect(slot(taken('a'), held).when(hold)).toEqual([]);
    expect(slot(taken('a'), held, released('a')).state).toEqual({
      taken: undefined,
      held: held.data,
      closed: undefined,
    });
  });

  describe('closed for an erasure', () => {
    const erasure = '0f'.repeat(16) as Subject;
    const another = { erasure, requestedAt: '2026-03-09T09:00:00.000Z' as Instant };
    const request = { erasure, requestedAt: at };
    const close =
      (of = request) =>
      (state: SlotState) =>
        decideCloseSlot(state, { ...of, at });
    const reopen =
      (of = request) =>
      (state: SlotState) =>
        decideReopenSlot(state, { ...of, at });
    const closed: SlotEvent = { type: 'SlotClosed', data: { ...request, closedAt: at } };
    const reopened: SlotEvent = { type: 'SlotReopened', data: { ...request, reopenedAt: at } };

    it('lets no application start until it is open again', () => {
      expect(slot().when(close())).toEqual([closed]);
      expect(slot(closed).when(close())).toEqual([]);
      expect(slot(closed).when(take('a'))).toEqual({ refused: true, code: 'erasure-under-way' });
      expect(slot(closed).when(reopen())).toEqual([reopened]);
      expect(slot(closed, reopened).when(take('a'))).toEqual([taken('a')]);
      expect(slot(closed, reopened).when(reopen())).toEqual([]);
    });

    it('is refused, with the case, while one is open', () => {
      expect(slot(taken('a')).when(close())).toEqual({
        refused: true,
        code: 'erasure-blocked',
        details: [{ at: 'applications/a', code: 'case-open' }],
      });
      expect(slot(taken('a'), released('a')).when(close())).toEqual([closed]);
    });

    it('is opened by no other request, nor closed for one', () => {
      expect(slot(closed).when(reopen(another))).toEqual([]);
      expect(slot(closed).when(close(another))).toMatchObject({ code: 'erasure-under-way' });
    });
  });
});
