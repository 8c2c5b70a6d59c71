import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { appended, aStream, collect, events, streamOf } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import { PASSWORD, startGuarded } from '#test/doubles/eventstoredb/guarded.js';

/* A server with its default lists, as it is installed. */
const { another, open, drops } = doubled();
const folder = temporaryFolders();

async function guarded() {
  const { connectionString, grant } = await startGuarded(another, await folder());
  return {
    grant,
    store: open({ connectionString: connectionString(`clerk:${encodeURIComponent(PASSWORD)}@`) }),
  };
}

const READ_ALL =
  'access denied: the user clerk lacks the right $r on $all; an administrator gives it by the metadata {"$acl":{"$r":["$admins","clerk"]}} of $all';

describe('a user outside $admins', () => {
  it('may use streams; whatever reads $all says the right that is missing, and is not tried again', async () => {
    const { store } = await guarded();
    const stream = aStream();
    await appended(store, stream, 'no_stream', events(2));
    expect(await streamOf(store, stream)).toHaveLength(2);
    const denied = { code: 'unavailable', message: expect.stringContaining(READ_ALL) };
    await expect(store.lastPosition()).rejects.toMatchObject(denied);
    await expect(collect(store.readAll({ limit: 1 }))).rejects.toMatchObject(denied);
    await expect(subscriber(store, { deadlineMs: 5_000 }).ended).rejects.toMatchObject(denied);
    expect(await store.health.check()).toEqual({ ok: false, detail: READ_ALL });
    expect(drops).toEqual([]);
  });

  it('needs nothing else than $r in the metadata of $all', async () => {
    const { store, grant } = await guarded();
    await grant('$all', { readRoles: ['$admins', 'clerk'], writeRoles: ['$admins'] });
    await appended(store, aStream(), 'no_stream', events(2));
    const reader = subscriber(store, { deadlineMs: 5_000 });
    await reader.until(() => reader.events.length === 2);
    await reader.stop();
    expect(await store.lastPosition()).toBeGreaterThan(0n);
    expect(await store.health.check()).toMatchObject({ ok: true });
  });

  it('who lacks a right on one stream is told which and where', async () => {
    const { store, grant } = await guarded();
    const stream = aStream();
    await grant(stream, { readRoles: ['admin'], writeRoles: ['admin'] });
    await expect(store.append(stream, 'no_stream', events(1))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`lacks the right $w on ${stream}`),
    });
    await expect(store.readStream(stream)).rejects.toMatchObject({
      message: expect.stringContaining(`lacks the right $r on ${stream}`),
    });
  });
});
