import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { open } from 'lmdb';
import { startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { appended, aStream, codeOf, events, revision } from '../conformance/events.js';
import { eventStoreConformance } from '../conformance/event-store.conformance.js';
import type { Opened } from '../conformance/fixture.js';
import type { Position } from '../port.js';
import { openEmbeddedEventStore } from './embedded-event-store.js';

const CHILD = new URL('../../../../test/support/children/event-store.ts', import.meta.url);

describe('embedded', () => {
  const folder = temporaryFolders();
  const paths = new WeakMap<Opened, string>();

  async function opened(path: string): Promise<Opened> {
    const store = await openEmbeddedEventStore({ path });
    const result = { store, dispose: () => store.close() };
    paths.set(result, path);
    return result;
  }

  eventStoreConformance('embedded', {
    deadlineMs: 10_000,
    open: async () => opened(await folder()),
    restart: async (before) => {
      await before.store.close();
      return opened(paths.get(before) ?? '');
    },
    killWhileAppending: async () => {
      const path = await folder();
      const lines: string[] = [];
      for (const run of ['1', '2']) {
        const child = startChild(CHILD, ['append', path, run]);
        await child.sees(/ [1-9]\d \d+$/); // some stream has more than ten batches
        child.kill();
        expect(await child.ended).toBe('SIGKILL');
        lines.push(...child.lines);
      }
      return { lines, after: await opened(path) };
    },
  });

  it('is refused to a second process, which is told whose it is, and free once that one was killed', async () => {
    const path = await folder();
    const child = startChild(CHILD, ['hold', path]);
    await child.sees(/open/);
    await expect(openEmbeddedEventStore({ path })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/is in use by process \d+$/),
    });
    child.kill();
    await child.ended;
    await (await openEmbeddedEventStore({ path })).close();
  });

  it('is refused a second time in one process, which the first does not notice', async () => {
    const path = await folder();
    const store = await openEmbeddedEventStore({ path });
    await expect(openEmbeddedEventStore({ path })).rejects.toThrow(/in use by this very process/);
    await appended(store, aStream(), 'no_stream', events(1));
    await store.close();
    const again = await openEmbeddedEventStore({ path });
    expect(await again.lastPosition()).toBe(1n);
    await again.close();
  });

  it('is refused when another program wrote it in another format', async () => {
    const path = await folder();
    await (await openEmbeddedEventStore({ path })).close();
    const root = open<Buffer, string>({ path, encoding: 'binary', overlappingSync: false });
    await root.put('format', Buffer.from('2'));
    await root.close();
    await expect(openEmbeddedEventStore({ path })).rejects.toMatchObject({
      code: 'unavailable',
      message: `the event store in ${path} has format 2; this program reads format 1`,
    });
  });

  it('says why it cannot use a folder', async () => {
    const path = join(await folder(), 'a-file');
    await writeFile(path, '');
    await expect(openEmbeddedEventStore({ path: join(path, 'events') })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^cannot open the event store in .*: ENOTDIR/),
    });
    const child = startChild(CHILD, ['nobody', await folder()]);
    await child.ended;
    expect(child.lines).toEqual([
      expect.stringMatching(/^unavailable .*cannot open.*(permission denied|EACCES)/i),
    ]);
  });

  it('survives a full disk: the append is refused, what is stored can be read, and it goes on when there is room', async () => {
    const path = await folder();
    const full = startChild(CHILD, ['fill', path], {}, { largestFileKiB: 1_500, stderr: 'ignore' });
    expect(await full.ended).toBe(0);
    const [refusal, told] = full.lines;
    expect(refusal).toMatch(/^unavailable .*cannot write: .+ \(\d+ KiB are free there\)$/);
    const [, stored = 0, readable = 0] = told?.match(/^stored (\d+) readable (\d+)$/)?.map(Number) ?? [];
    expect(readable).toBeGreaterThan(20);
    const store = await openEmbeddedEventStore({ path });
    expect(await store.lastPosition()).toBe(BigInt(stored));
    await appended(store, aStream(), 'no_stream', events(100));
    await store.close();
  });

  it('shares one commit among the appends that come together', async () => {
    const path = await folder();
    const commits = () => {
      const root = open<Buffer, string>({ path, encoding: 'binary', overlappingSync: false });
      const { lastTxnId } = root.getStats() as { readonly lastTxnId: number }; // typed as {} by the library
      return root.close().then(() => lastTxnId);
    };
    await (await openEmbeddedEventStore({ path })).close();
    const [before, idle] = [await commits(), await commits()];
    const store = await openEmbeddedEventStore({ path });
    await Promise.all(Array.from({ length: 200 }, () => appended(store, aStream(), 'no_stream', events(1))));
    await store.close();
    expect((await commits()) - before - (idle - before)).toBeLessThan(20);
  });

  it('takes appends to one stream without waiting for each answer, in the order they were made', async () => {
    const store = await openEmbeddedEventStore({ path: await folder() });
    const stream = aStream();
    const work = Array.from({ length: 50 }, (_, n) =>
      appended(store, stream, n === 0 ? 'no_stream' : revision(n - 1), events(1)),
    );
    expect((await Promise.all(work)).map((result) => Number(result.revision))).toEqual(work.map((_, n) => n));
    await store.close();
  });

  it('does not wait for ever after a position its log never reached', async () => {
    const store = await openEmbeddedEventStore({ path: await folder() });
    const { position } = await appended(store, aStream(), 'no_stream', events(1));
    const beyond = (position + 1n) as Position; // made up on purpose
    const reading = (async () =>
      store.subscribeToAll({ after: beyond, signal: new AbortController().signal }))();
    expect(await codeOf(reading)).toBe('invalid');
    await store.close();
  });
});
