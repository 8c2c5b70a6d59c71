import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreError } from '#event-store/errors.js';
import type { EventStore } from '#event-store/port.js';
import { subjectCheckOf } from '../subject.js';
import { type TemporaryLog, temporaryLog } from '../testing/temporary-log.js';
import { verifyLog } from '../verify.js';
import {
  establishLogIdentity,
  IDENTITY_STREAM,
  newLogId,
  readLogIdentity,
  writeLogIdentity,
} from './identity-stream.js';
import type { KeyStoreId } from './log-identity.js';

const subjects = subjectCheckOf(Buffer.alloc(32, 1));
const keys = 'a1b2c3d4e5f6' as KeyStoreId; // as a key store says it

describe("a log's identity", () => {
  let temporary: TemporaryLog;
  let store: EventStore;

  beforeEach(async () => {
    temporary = await temporaryLog();
    ({ store } = temporary);
  });
  afterEach(() => temporary.remove());

  it('is given once, and read from then on', async () => {
    expect(await readLogIdentity(store)).toBeUndefined();
    const given = await establishLogIdentity(store, { keys, subjects });
    expect(given).toMatchObject({ log: expect.stringMatching(/^[0-9a-f-]{36}$/), keys, subjects });
    expect(await readLogIdentity(store)).toEqual(given);
    expect(await establishLogIdentity(store, { keys, subjects })).toEqual(given);
  });

  it('is one, however many processes give it at the same moment', async () => {
    const given = await Promise.all(
      Array.from({ length: 8 }, () => establishLogIdentity(store, { keys, subjects })),
    );
    expect(new Set(given.map(({ log }) => log)).size).toBe(1);
  });

  it('is that of whoever was first, also of one who succeeds another', async () => {
    const first = await establishLogIdentity(store, { keys, subjects });
    const other = { log: newLogId(), keys: 'ffffffffffff' as KeyStoreId, subjects };
    const second = await writeLogIdentity(store, first, other);
    expect(second).toMatchObject(other);
    expect(await readLogIdentity(store)).toEqual(second);
    expect(await writeLogIdentity(store, first, { ...other, log: newLogId() })).toEqual(second);
  });

  it('is stored once when the store does not say whether it was', async () => {
    let lost = 0;
    const losing: Pick<EventStore, 'readStream' | 'append'> = {
      readStream: (...asked) => store.readStream(...asked),
      append: async (...asked) => {
        const answer = await store.append(...asked);
        if ((lost += 1) <= 2) throw new EventStoreError('outcome-unknown', 'the answer was lost');
        return answer;
      },
    };
    const given = await establishLogIdentity(losing, { keys, subjects });
    expect(await readLogIdentity(store)).toEqual(given);
    expect(given.head.revision).toBe(0n);
  });

  it('is part of the log that is verified', async () => {
    const first = await establishLogIdentity(store, { keys, subjects });
    await writeLogIdentity(store, first, { ...first, log: newLogId() });
    expect(await verifyLog(store)).toMatchObject({ events: 2, streams: 1, problems: [] });
  });

  it('is never guessed from what is no identity', async () => {
    await establishLogIdentity(store, { keys: 'not an id' as KeyStoreId, subjects });
    await expect(readLogIdentity(store)).rejects.toMatchObject({ name: 'DecodeError', code: 'malformed' });
  });

  it('is stored in the format that releases to come read', async () => {
    const now = () => new Date('2026-12-02T05:00:00.000Z');
    const { log } = await establishLogIdentity(store, { keys, subjects }, now);
    const found = await store.readStream(IDENTITY_STREAM);
    const [event] = found.kind === 'found' ? found.events : [];
    expect(event).toMatchObject({ stream: 'log-identity', type: 'LogIdentified', format: 'json' });
    expect(Buffer.from(event?.data ?? []).toString()).toBe(
      `{"data":{"log":"${log}","keys":"a1b2c3d4e5f6","subjects":"${subjects}"}}`,
    );
    expect(subjects).toBe('8f772dfe424ca973f23b26c34c0bdaaf0bbe30add8c436e9c7c094b1667afcef');
    expect(JSON.parse(Buffer.from(event?.metadata ?? []).toString())).toMatchObject({
      schemaVersion: 1,
      partitionKey: 'log-identity',
      occurredAt: '2026-12-02T05:00:00.000Z',
    });
  });
});
