import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { Revision, StreamName } from '#event-store/port.js';
import { applicationEvents, at, feesEvents } from '#domain/testing/case-events.js';
import type { ApplicationStatusDocument, TimelineEntry } from './document.js';
import { MAX_PAYMENTS_SHOWN } from './fees-section.js';
import { lastPage, pageBefore, TIMELINE_PAGE, timelineOf } from './log-timeline.js';
import { applicationStatusProjection } from './projection.js';
import { MAX_TIMELINE, merged } from './timeline.js';
import { statusOf } from './view.js';

type Told = Pick<Envelope['event'], 'type' | 'data'>;

/** The stream's events in order; the `n`th happened at the minute `minuteOf(n)`. */
function stream(category: string, events: readonly Told[], minuteOf = (n: number) => n): readonly Envelope[] {
  return events.map(
    (event, n) =>
      ({
        event,
        id: `${category}-${n}`,
        stream: `${category}-case` as StreamName,
        revision: BigInt(n) as Revision,
        metadata: { occurredAt: at(minuteOf(n)), partitionKey: 'case' },
      }) as unknown as Envelope, // as far as a fold looks at it
  );
}

function statusAfter(...streams: readonly (readonly Envelope[])[]) {
  const fold = (document: ApplicationStatusDocument | null, envelope: Envelope) =>
    applicationStatusProjection.fold(document, envelope);
  const document = streams.flat().reduce(fold, null);
  const guard = { applied: '', version: 2, refolds: 0 };
  const status = statusOf({ _id: 'case', guard, ...document });
  if (status === null) throw new Error('no status');
  return status;
}

const details = (count: number): readonly Told[] => [
  applicationEvents.ApplicationStarted,
  ...Array.from({ length: count }, () => applicationEvents.DetailsProvided),
];
const payments = (count: number): readonly Told[] =>
  Array.from({ length: count }, (_, n) => ({
    ...feesEvents.PaymentReceived,
    data: { ...feesEvents.PaymentReceived.data, paymentId: `p${n}` },
  }));

describe('the timeline in the document', () => {
  it('keeps the newest entries, and how many came before', () => {
    const full = statusAfter(stream('application', details(MAX_TIMELINE - 1)));
    expect(full.timeline).toHaveLength(MAX_TIMELINE);
    expect(full.timelineBefore).toBe(0);
    expect(lastPage(full.timeline, full.timelineBefore).earlier).toBeNull();
    const over = statusAfter(stream('application', details(MAX_TIMELINE)));
    expect(over.timeline).toHaveLength(MAX_TIMELINE);
    expect(over.timelineBefore).toBe(1);
    expect(over.timeline[0]?.id).toBe('application.1');
    expect(lastPage(over.timeline, over.timelineBefore).earlier).toBe('application.1');
  });

  it('and the payments named in it stay few, however many there are', () => {
    const status = statusAfter(
      stream('application', details(0)),
      stream('fees', payments(MAX_PAYMENTS_SHOWN + 1)),
    );
    const amount = feesEvents.PaymentReceived.data.amount;
    expect(status.fees?.payments).toHaveLength(MAX_PAYMENTS_SHOWN);
    expect(status.fees?.payments.at(-1)?.paymentId).toBe(`p${MAX_PAYMENTS_SHOWN}`);
    expect(status.fees?.paid).toBe(amount * (MAX_PAYMENTS_SHOWN + 1));
    const large = statusAfter(stream('application', details(5_000)), stream('fees', payments(5_000)));
    expect(
      JSON.stringify(large, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
        .length,
    ).toBeLessThan(65_536);
  });
});

describe('pages of the timeline', () => {
  it('from the newest to the first are all of it, in order, none twice, whatever the clocks said', () => {
    const minutes = fc.array(fc.nat(50), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(minutes, minutes, (ofCase, ofFees) => {
        const streams = [
          stream('application', details(ofCase.length - 1), (n) => ofCase[n] ?? 0),
          stream('fees', payments(ofFees.length), (n) => ofFees[n] ?? 0),
        ];
        const { timeline, timelineBefore } = statusAfter(...streams);
        const all = timelineOf(streams);
        let page = lastPage(timeline, timelineBefore);
        let read: readonly TimelineEntry[] = page.entries;
        while (page.earlier !== null) {
          expect(page.entries).toHaveLength(TIMELINE_PAGE);
          const before = pageBefore(all, page.earlier);
          if (before === undefined) throw new Error('a page is missing');
          page = before;
          read = [...page.entries, ...read];
        }
        expect(read).toEqual(all);
      }),
      { numRuns: 30 },
    );
  });

  it('before an entry that is not of the case there is none', () => {
    expect(pageBefore(timelineOf([stream('application', details(3))]), 'fees.0')).toBeUndefined();
  });
});

describe('timelines together', () => {
  it('are in the order of time, and of the list at the same instant', () => {
    const entry = (id: string, minute: number): TimelineEntry => ({
      id,
      type: 't',
      at: at(minute),
      params: {},
    });
    const one = [entry('a', 1), entry('b', 3)];
    const other = [entry('c', 1), entry('d', 2)];
    expect(merged([one, other]).map(({ id }) => id)).toEqual(['a', 'c', 'd', 'b']);
  });
});
