import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { temporaryLog, type TemporaryLog } from './testing/temporary-log.js';
import { DECODE_ERROR_CODES, makeUnreadable, typeOf } from './testing/unreadable.js';
import { EventLog } from './event-log.js';

let log: TemporaryLog;
beforeEach(async () => {
  log = await temporaryLog();
});
afterEach(() => log.remove());

it.each(DECODE_ERROR_CODES)('a stream can be made unreadable: %s', async (code) => {
  const of = { category: 'slot', id: 'a', subject: undefined, partitionKey: 'a' } as const;
  const { revision } = await makeUnreadable(log, of, code, typeOf('slot'));
  expect(revision).toBe(0);
  const reading = new EventLog(log.store, log.codec).history(of);
  await expect(reading).rejects.toMatchObject({ name: 'DecodeError', code, place: { stream: 'slot-a' } });
});
