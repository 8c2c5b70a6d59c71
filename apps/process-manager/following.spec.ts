import { describe, expect, it } from '@jest/globals';
import type { ReceivedMessage } from '#topics/port.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { toMessage } from '#contracts/cloud-events.js';
import type { RecordedEvent } from '#event-store/port.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { application, attached, command, documentList } from '#event-sourcing/testing/document-list.js';
import { temporaryLog } from '#event-sourcing/testing/temporary-log.js';
import { Following } from './following.js';

/* A process that consumes some partitions, beside another that writes. */
async function twoProcesses() {
  const { store, keys, remove } = await temporaryLog();
  const [ours, theirs] = [
    new EventLog(store, new Codec(keys, EVENT_TYPES)),
    new EventLog(store, new Codec(keys, EVENT_TYPES)),
  ];
  const of = application();
  const attach = (log: EventLog, name: string) =>
    log.execute(documentList, of, command(), () => [attached(name)]);
  const remembered = async (log: EventLog) =>
    (await log.load(documentList, of, { fresh: false })).state.documents;
  const events: RecordedEvent[] = [];
  const message = async (offset: bigint): Promise<ReceivedMessage> => {
    events.length = 0;
    for await (const event of store.readAll()) events.push(event);
    const event = events.at(-1);
    if (event === undefined) throw new Error('nothing was written');
    return { ...toMessage(event), topic: 'events', partition: 3, offset };
  };
  return { ours, theirs, attach, remembered, message, remove };
}

describe('Following', () => {
  it('leaves nothing in memory that is older than an event of the batch', async () => {
    const { ours, theirs, attach, remembered, message, remove } = await twoProcesses();
    const following = new Following(ours);
    await attach(ours, 'a');
    following.batch([await message(0n)]);
    await attach(theirs, 'b');
    expect(await remembered(ours)).toEqual(['a']);
    following.batch([await message(1n)]);
    expect(await remembered(ours)).toEqual(['a', 'b']);
    await remove();
  });

  it('forgets all when others have consumed the partition in between, and not when a batch comes again', async () => {
    const { ours, theirs, attach, remembered, message, remove } = await twoProcesses();
    const following = new Following(ours);
    await attach(ours, 'a');
    const first = await message(0n);
    following.batch([first]);
    await attach(theirs, 'b');
    following.batch([first]);
    expect(await remembered(ours)).toEqual(['a']);
    // Offsets 1 to 6 were another process's.
    following.batch([{ ...first, offset: 7n }]);
    expect(await remembered(ours)).toEqual(['a', 'b']);
    await remove();
  });

  it('passes by what is no event of ours', async () => {
    const { ours, attach, message, remove } = await twoProcesses();
    await attach(ours, 'a');
    const first = await message(0n);
    new Following(ours).batch([{ ...first, headers: {} }]);
    await remove();
  });
});
