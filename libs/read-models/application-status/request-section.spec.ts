import { describe, expect, it } from '@jest/globals';
import type { FactRequestEvent } from '#domain/fact-request/events.js';
import { at, requestEvents } from '#domain/testing/case-events.js';
import { given } from '../testing/folding.js';
import { applicationStatusProjection as status } from './projection.js';

const { FactRequested, FactAskedAgain, FactRequestEscalated, FactRequestEnded } = requestEvents;
const other: FactRequestEvent = {
  ...FactRequested,
  data: { request: 2, service: 'labour', escalatesAt: at(90), askedAt: at(11) },
};

const open = (...events: FactRequestEvent[]) => given(status, ...events)?.request?.open;

describe('what a case has asked for, as its status shows it', () => {
  it('is open since it was asked first, without reason and number', () => {
    expect(open(FactRequested)).toEqual([
      {
        request: 1,
        personal: { condition: 'account-active' },
        since: at(10),
        askedAt: at(10),
        asking: 1,
        escalatedAt: null,
      },
    ]);
  });

  it('counts each asking, and says since when the answer is late; the others stay as they are', () => {
    expect(open(FactRequested, other, FactAskedAgain, FactRequestEscalated)).toMatchObject([
      { request: 1, since: at(10), askedAt: at(30), asking: 2, escalatedAt: at(90) },
      { request: 2, since: at(11), askedAt: at(11), asking: 1, escalatedAt: null },
    ]);
  });

  it('is gone once it has ended', () => {
    expect(open(FactRequested, other, FactRequestEnded)).toMatchObject([{ request: 2 }]);
  });

  it('reads erased afterwards', () => {
    expect(open({ ...FactRequested, personal: 'erased' })).toMatchObject([
      { request: 1, personal: 'erased' },
    ]);
  });
});
