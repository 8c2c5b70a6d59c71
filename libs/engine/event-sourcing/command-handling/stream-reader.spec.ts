import type { Instant, Subject } from '#decider/brand.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ResidentEvent } from '#domain/resident/events.js';
import { residentDecider } from '#domain/resident/resident.js';
import type { EventStore, ReadStreamOptions, Revision } from '#event-store/port.js';
import { EventLog } from '../event-log.js';
import { temporaryLog, type TemporaryLog } from '../testing/temporary-log.js';
import { streamNameOf } from '../stream-name.js';
import { unread } from './folded.js';
import { StreamReader } from './stream-reader.js';

const subject = 'a1'.repeat(16) as Subject;
const at = '2026-03-01T09:00:00.000Z' as Instant;
const of = { category: 'resident', id: subject, subject, partitionKey: subject } as const;

const fact = (n: number): ResidentEvent => ({
  type: 'FactRecorded',
  data: { kind: 'violation-settled', source: '/traffic', factId: `f${n}`, effective: at, received: at },
  personal: { content: { violationId: `v${n}` } },
});

describe('a long stream', () => {
  let opened: TemporaryLog;
  beforeEach(async () => {
    opened = await temporaryLog();
    const log = new EventLog(opened.store, opened.codec);
    for (let n = 0; n < 3; n += 1) {
      const command = {
        commandId: `00000000-0000-4000-8000-00000000000${n}`,
        requestHash: '',
        correlationId: 'c',
        causationId: 'c',
        actor: { kind: 'process-manager' },
        at,
      } as const;
      await log.execute(residentDecider, of, command, () =>
        Array.from({ length: 400 }, (_, i) => fact(n * 400 + i)),
      );
    }
  });
  afterEach(() => opened.remove());

  it('is read a page at a time, to its end or to the revision asked for', async () => {
    const asked: ReadStreamOptions[] = [];
    const store: EventStore = Object.assign(Object.create(opened.store) as EventStore, {
      readStream: (stream: Parameters<EventStore['readStream']>[0], options: ReadStreamOptions) => {
        asked.push(options);
        return opened.store.readStream(stream, options);
      },
    });
    const reader = new StreamReader(store, opened.codec);
    const stream = streamNameOf(of);
    const whole = await reader.fold(residentDecider, stream, unread(residentDecider, stream));
    expect(whole.state.facts.size).toBe(1_200);
    expect(whole.head.revision).toBe(1_199n);
    expect(asked).toEqual([
      { from: 0n, limit: 500 },
      { from: 500n, limit: 500 },
      { from: 1_000n, limit: 500 },
    ]);
    for (const last of [0, 499, 500, 1_199]) {
      const part = await reader.fold(
        residentDecider,
        stream,
        unread(residentDecider, stream),
        BigInt(last) as Revision,
      );
      expect(part.state.facts.values()).toEqual(whole.state.facts.values().slice(0, last + 1));
    }
  });

  it('lets others have their turn while it is folded', async () => {
    const reader = new StreamReader(opened.store, opened.codec);
    const stream = streamNameOf(of);
    let turns = 0;
    let folded = false;
    const turn = () => {
      turns += 1;
      if (!folded) setImmediate(turn);
    };
    setImmediate(turn);
    await reader.fold(residentDecider, stream, unread(residentDecider, stream));
    folded = true;
    expect(turns).toBeGreaterThan(1);
  });
});
