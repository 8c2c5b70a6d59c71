import { describe, expect, it } from '@jest/globals';
import {
  appended,
  aStream,
  codeOf,
  events,
  idsOf,
  isOurs,
  ourLog,
  revision,
  streamOf,
} from '../conformance/events.js';
import type { RetentionNote } from '../port.js';
import { subscriber } from '../conformance/subscriber.js';
import { eventually } from '#test/support/eventually.js';
import { serverUnderTest } from '#test/doubles/eventstoredb/server-under-test.js';

/* Nothing in the service deletes a stream; an operator of the server may. */
const { client, store } = serverUnderTest();

describe('a soft-deleted stream', () => {
  it('reads as missing, and an append that expects none goes on behind where it ended', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(3));
    await client().deleteStream(stream);
    expect(await store().readStream(stream)).toEqual({ kind: 'no_stream' });
    expect(await store().readStream(stream, { direction: 'backwards', limit: 1 })).toEqual({
      kind: 'no_stream',
    });
    const again = events(2);
    // It says where: whoever expects revision 1 notices.
    expect(await appended(store(), stream, 'no_stream', again)).toMatchObject({ revision: 4n });
    expect(idsOf(await streamOf(store(), stream))).toEqual(idsOf(again));
  });

  it('can be continued from its last revision, which is what an append in conflict is told', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(3));
    await client().deleteStream(stream);
    expect(await store().append(stream, revision(1), events(1))).toEqual({ kind: 'conflict', actual: 2n });
    const more = await appended(store(), stream, revision(2), events(1));
    expect(more.revision).toBe(3n);
    expect((await streamOf(store(), stream)).map((event) => event.revision)).toEqual([3n]);
  });
});

describe('a truncated stream', () => {
  it('has what is left of it, be it nothing, and goes on', async () => {
    const [cut, empty] = [aStream(), aStream()];
    for (const stream of [cut, empty]) await appended(store(), stream, 'no_stream', events(5));
    await client().setStreamMetadata(cut, { truncateBefore: 3 });
    await client().setStreamMetadata(empty, { truncateBefore: 5 });
    expect((await streamOf(store(), cut)).map((event) => event.revision)).toEqual([3n, 4n]);
    expect((await streamOf(store(), cut)).length).toBe(2);
    expect(await store().readStream(cut, { from: revision(1), direction: 'backwards' })).toEqual({
      kind: 'found',
      events: [],
    });
    expect(await store().readStream(empty)).toEqual({ kind: 'found', events: [] });
    expect(await appended(store(), empty, revision(4), events(1))).toMatchObject({ revision: 5n });
    expect((await streamOf(store(), empty)).map((event) => event.revision)).toEqual([5n]);
  });
});

describe('a stream deleted for good', () => {
  it('is refused as such, read or appended to', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(2));
    await client().tombstoneStream(stream);
    const deleted = { code: 'invalid', message: expect.stringContaining('deleted for good') };
    await expect(store().readStream(stream)).rejects.toMatchObject(deleted);
    await expect(store().append(stream, revision(1), events(1))).rejects.toMatchObject(deleted);
    expect(await codeOf(store().append(aStream(), 'no_stream', events(1)))).toBe('no error');
  });

  it('leaves no tombstone in the log as we read it', async () => {
    const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
    const [stream, next] = [aStream(), aStream()];
    const [before, behind] = [events(2), events(1)];
    await appended(store(), stream, 'no_stream', before);
    await client().tombstoneStream(stream);
    await appended(store(), next, 'no_stream', behind);
    const ids = idsOf([...before, ...behind]);
    expect(idsOf(await ourLog(store(), after))).toEqual(ids);
    const reader = subscriber(store(), { after, deadlineMs: 10_000 });
    await reader.until(() => reader.events.length === 3);
    expect(idsOf(reader.events)).toEqual(ids);
    await reader.stop();
  });

  it('does not make a limited read stop short', async () => {
    const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(1));
    await client().tombstoneStream(stream);
    await appended(store(), aStream(), 'no_stream', events(2));
    const ours = [];
    for await (const event of store().readAll({ after, limit: 3 })) ours.push(event);
    expect(ours).toHaveLength(3);
  });
});

describe('what the server was told not to keep', () => {
  it('is told to whoever reads the log and asks for it, of each stream, in order', async () => {
    const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
    const [cut, away, gone, limited] = [aStream(), aStream(), aStream(), aStream()];
    const batches = [];
    for (const stream of [cut, away, gone, limited]) {
      const batch = events(3);
      batches.push(...batch);
      await appended(store(), stream, 'no_stream', batch);
    }
    await client().setStreamMetadata(cut, { truncateBefore: 2 });
    await client().deleteStream(away);
    await client().setStreamMetadata(limited, { maxCount: 7, maxAge: 86_400 });
    await client().setStreamMetadata(limited, { acl: { readRoles: ['$admins'] } });
    await client().tombstoneStream(gone);
    const notes: RetentionNote[] = [];
    const asked = { after, onRetention: (note: RetentionNote) => void notes.push(note) };
    // As long as nobody has scavenged, the log still has what the streams leave out.
    const seen = [];
    for await (const event of store().readAll(asked)) if (isOurs(event)) seen.push(event);
    expect(idsOf(seen)).toEqual(idsOf(batches));
    expect(notes.filter(isOurs).map(({ stream, rules }) => ({ stream, rules }))).toEqual([
      { stream: cut, rules: [{ rule: 'truncated', before: 2n }] },
      { stream: away, rules: [{ rule: 'soft-deleted' }] },
      {
        stream: limited,
        rules: [
          { rule: 'max-count', events: 7n },
          { rule: 'max-age', seconds: 86_400n },
        ],
      },
      { stream: limited, rules: [] },
      { stream: gone, rules: [{ rule: 'deleted' }] },
    ]);
  });

  it('is left out of reads of the stream', async () => {
    const stream = aStream();
    await appended(store(), stream, 'no_stream', events(3));
    await client().setStreamMetadata(stream, { maxAge: 1 });
    await eventually(async () => (await streamOf(store(), stream)).length === 0, { deadlineMs: 10_000 });
    expect(await appended(store(), stream, revision(2), events(1))).toMatchObject({ revision: 3n });
  });
});
