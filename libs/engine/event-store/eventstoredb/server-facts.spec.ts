import { randomUUID } from 'node:crypto';
import {
  type AllStreamResolvedEvent,
  ANY,
  type AppendExpectedRevision,
  type AppendToStreamOptions,
  BACKWARDS,
  type EventData,
  END,
  excludeSystemEvents,
  FORWARDS,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type Position,
  type ResolvedEvent,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { serverUnderTest } from '#test/doubles/eventstoredb/server-under-test.js';

/*
 * What the driver relies on, as the bare client sees it. These were measured against real servers of versions 23.10 and
 * 24.6 and hold for both (what differs: version-facts.spec.ts); with EVENTSTORE_URL they ask a real one again.
 */
const { client, credentials } = serverUnderTest();
const aStream = () => `facts-${randomUUID()}`;
const anEvent = (data: object = { n: 1 }, id: string = randomUUID()): EventData =>
  jsonEvent({ id, type: 'Tested', data: { ...data } });
const events = (count: number) => Array.from({ length: count }, (_, n) => anEvent({ n }));
const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

async function read(stream: string, options: Parameters<ReturnType<typeof client>['readStream']>[1] = {}) {
  const found: NonNullable<ResolvedEvent['event']>[] = [];
  for await (const { event } of client().readStream(stream, options)) if (event) found.push(event);
  return found;
}

// The client appends by a call of its own when it is given credentials, which it never sends without TLS.
describe.each<[string, Partial<AppendToStreamOptions>]>([
  ['in the call that many share', {}],
  ['in a call of its own', { credentials }],
])('an append %s', (_, options) => {
  const append = (stream: string, expectedRevision: AppendExpectedRevision, batch: EventData[]) =>
    client().appendToStream(stream, batch, { expectedRevision, ...options });

  it('tells the revision and the position of the last event, as large numbers', async () => {
    const stream = aStream();
    const result = await append(stream, NO_STREAM, events(3));
    const stored = await read(stream);
    expect(result).toEqual({ success: true, nextExpectedRevision: 2n, position: stored[2]?.position });
    expect(stored[2]?.position?.commit).toBe(stored[2]?.position?.prepare);
  });

  it('at another revision than the expected one tells both', async () => {
    const stream = aStream();
    await append(stream, NO_STREAM, events(2));
    const wrong = await append(stream, 0n, events(1)).catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(WrongExpectedVersionError);
    expect(wrong).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 0n, actualVersion: 1n });
    const missing = append(aStream(), 0n, events(1));
    await expect(missing).rejects.toMatchObject({ expectedVersion: 0n, actualVersion: 'no_stream' });
  });

  describe('of the same ids', () => {
    const [a, b, c] = [anEvent(), anEvent(), anEvent()];

    it('at the same exact revision is answered with the original, whatever the data', async () => {
      const stream = aStream();
      const begun = await append(stream, NO_STREAM, [a]);
      const added = await append(stream, 0n, [b, c]);
      expect(await append(stream, 0n, [b, c])).toEqual(added);
      expect(await append(stream, NO_STREAM, [anEvent({ other: true }, a.id)])).toEqual(begun);
      expect((await read(stream)).map(({ data }) => data)).toEqual([a.data, b.data, c.data]);
    });

    it('may be the beginning of them, but not the end nor another order', async () => {
      const stream = aStream();
      await append(stream, NO_STREAM, [a, b, c]);
      expect(await append(stream, NO_STREAM, [a, b])).toMatchObject({
        success: true,
        nextExpectedRevision: 1n,
      });
      for (const batch of [
        [b, c],
        [b, a, c],
        [a, b, anEvent()],
      ])
        await expect(append(stream, NO_STREAM, batch)).rejects.toBeInstanceOf(WrongExpectedVersionError);
      expect(idsOf(await read(stream))).toEqual(idsOf([a, b, c]));
    });

    it('at a newer revision that is the current one is stored again', async () => {
      const stream = aStream();
      await append(stream, NO_STREAM, [a]);
      expect(await append(stream, 0n, [a])).toMatchObject({ nextExpectedRevision: 1n });
      expect(idsOf(await read(stream))).toEqual(idsOf([a, a]));
    });

    it('at any revision is recognised as long as the server remembers the ids', async () => {
      const [stream, known, fresh] = [aStream(), events(2), anEvent()];
      const first = await append(stream, ANY, known);
      expect(await append(stream, ANY, known)).toEqual(first);
      expect(await append(stream, STREAM_EXISTS, known)).toEqual(first);
      const mixed = append(stream, ANY, [...known.slice(0, 1), fresh]);
      await expect(mixed).rejects.toBeInstanceOf(WrongExpectedVersionError);
      expect(idsOf(await read(stream))).toEqual(idsOf(known));
    });

    it('at any revision is recognised in the first stream they came to only: in a second one they are stored each time', async () => {
      const [first, second, known] = [aStream(), aStream(), events(2)];
      const begun = await append(first, ANY, known);
      for (const expected of [ANY, ANY, STREAM_EXISTS] as const) await append(second, expected, known);
      expect(await append(first, ANY, known)).toEqual(begun);
      expect(idsOf(await read(first))).toEqual(idsOf(known));
      expect(idsOf(await read(second))).toEqual(idsOf([...known, ...known, ...known]));
    });

    it('at an exact revision is recognised in every stream', async () => {
      const [first, second, known] = [aStream(), aStream(), events(2)];
      for (const stream of [first, second, second, first]) await append(stream, NO_STREAM, known);
      for (const stream of [first, second]) expect(idsOf(await read(stream))).toEqual(idsOf(known));
    });
  });

  it('may have 1 MiB of data, summed, its metadata not counted', async () => {
    const half = { text: 'x'.repeat(524_288 - 11) }; // as JSON: half a MiB
    const metadata = { text: 'x'.repeat(100_000) };
    const large = () => jsonEvent({ type: 'Tested', data: half, metadata });
    await append(aStream(), NO_STREAM, [large(), large()]);
    const stream = aStream();
    const refused = append(stream, NO_STREAM, [large(), large(), anEvent()]);
    await expect(refused).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
    await expect(read(stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('to a deleted stream: soft-deleted it goes on behind where it ended, buried it is refused', async () => {
    const [soft, buried] = [aStream(), aStream()];
    for (const stream of [soft, buried]) await append(stream, NO_STREAM, events(3));
    await client().deleteStream(soft);
    await client().tombstoneStream(buried);
    await expect(append(soft, STREAM_EXISTS, events(1))).rejects.toBeInstanceOf(StreamDeletedError);
    expect(await append(soft, NO_STREAM, events(1))).toMatchObject({ nextExpectedRevision: 3n });
    expect((await read(soft)).map(({ revision }) => revision)).toEqual([3n]);
    await expect(append(buried, 2n, events(1))).rejects.toBeInstanceOf(StreamDeletedError);
    await expect(read(buried)).rejects.toBeInstanceOf(StreamDeletedError);
  });
});

describe('an append', () => {
  it('of nothing succeeds and creates nothing', async () => {
    const stream = aStream();
    await client().appendToStream(stream, [], { expectedRevision: ANY });
    await expect(read(stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });
});

describe('a read of a stream', () => {
  it('fails while it is iterated when the stream is missing or soft-deleted; truncated to nothing it is empty', async () => {
    const [soft, cut, half] = [aStream(), aStream(), aStream()];
    for (const stream of [soft, cut, half]) await client().appendToStream(stream, events(4));
    await client().deleteStream(soft);
    await client().setStreamMetadata(cut, { truncateBefore: 4 });
    await client().setStreamMetadata(half, { maxCount: 2 });
    await expect(read(aStream())).rejects.toBeInstanceOf(StreamNotFoundError);
    await expect(read(soft)).rejects.toBeInstanceOf(StreamNotFoundError);
    expect(await read(cut)).toEqual([]);
    expect((await read(half)).map(({ revision }) => revision)).toEqual([2n, 3n]);
  });

  it('includes the revision it begins with, either way', async () => {
    const stream = aStream();
    await client().appendToStream(stream, events(4));
    const revisions = async (options: Parameters<typeof read>[1]) =>
      (await read(stream, options)).map(({ revision }) => Number(revision));
    expect(await revisions({ fromRevision: 2n })).toEqual([2, 3]);
    expect(await revisions({ fromRevision: 1n, direction: BACKWARDS })).toEqual([1, 0]);
    expect(await revisions({ fromRevision: END, direction: BACKWARDS, maxCount: 1 })).toEqual([3]);
    expect(await revisions({ fromRevision: START, direction: FORWARDS, maxCount: 2 })).toEqual([0, 1]);
  });
});

async function appended(stream: string, count: number): Promise<Position> {
  const { position } = await client().appendToStream(stream, events(count));
  if (position === undefined) throw new Error('no position');
  return position;
}

/** The events of a stream, in the order in which all events are given. */
async function readAll(stream: string, options: Parameters<ReturnType<typeof client>['readAll']>[0]) {
  const found: bigint[] = [];
  for await (const { event } of client().readAll(options))
    if (event?.streamId === stream) found.push(event.revision);
  return found;
}

describe('a read of everything', () => {
  it('forwards begins with the place, backwards before it', async () => {
    const stream = aStream();
    const first = await appended(stream, 1);
    const last = await appended(stream, 2);
    expect(await readAll(stream, { fromPosition: first })).toEqual([0n, 1n, 2n]);
    expect(await readAll(stream, { fromPosition: last, maxCount: 1 })).toEqual([2n]);
    const before = await readAll(stream, { fromPosition: last, direction: BACKWARDS, maxCount: 100 });
    expect(before[0]).toBe(1n); // among what others write
  });
});

describe('a subscription to everything', () => {
  const ours = (stream: string) => (resolved: AllStreamResolvedEvent) => resolved.event?.streamId === stream;

  it('begins behind the place and says when it has caught up', async () => {
    const stream = aStream();
    const first = await appended(stream, 1);
    await appended(stream, 2);
    const subscription = client().subscribeToAll({ fromPosition: first });
    const seen: bigint[] = [];
    let caughtUp = false;
    subscription.on('caughtUp', () => (caughtUp = true));
    subscription.on(
      'data',
      (resolved) => ours(stream)(resolved) && seen.push(resolved.event?.revision ?? -1n),
    );
    await eventually(() => caughtUp && seen.length === 2);
    await appended(stream, 1);
    await eventually(() => seen.length === 3);
    expect(seen).toEqual([1n, 2n, 3n]);
    await subscription.unsubscribe();
  });

  it('by the name of the stream gives the tombstone in it, by the type of the event it does not', async () => {
    const stream = aStream();
    const fromPosition = await appended(stream, 1);
    await client().setStreamMetadata(stream, { maxCount: 10 });
    await client().tombstoneStream(stream);
    await appended(`${stream}-after`, 1);
    const seen = async (filter: ReturnType<typeof excludeSystemEvents | typeof streamNameFilter>) => {
      const types: (string | undefined)[] = [];
      const subscription = client().subscribeToAll({ fromPosition, filter });
      subscription.on('data', ({ event }) => event?.streamId.includes(stream) && types.push(event.type));
      await eventually(() => types.includes('Tested'));
      await subscription.unsubscribe();
      return types;
    };
    expect(await seen(excludeSystemEvents())).toEqual(['Tested']);
    expect(await seen(streamNameFilter({ regex: '^[^$]' }))).toEqual(['$streamDeleted', 'Tested']);
  });
});
