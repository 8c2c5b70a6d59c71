import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { lockFolder } from '#apps/composition/folder-lock.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import {
  application,
  attached,
  command,
  documentList,
  started,
} from '#event-sourcing/testing/document-list.js';
import { replaceInRecord } from '#event-sourcing/testing/tampering.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { logCommand } from './log.js';

describe('hawiya log verify', () => {
  const folder = temporaryFolders();
  const printed: string[] = [];
  let data: string;

  /** Twelve events in three streams. */
  const write = async (commands: number) => {
    const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    const keys = await openEmbeddedKeyStore({ path: join(data, 'keys') });
    const log = new EventLog(store, new Codec(keys, EVENT_TYPES));
    for (let i = 0; i < commands; i += 1) {
      const id = `00000000-0000-4000-8000-00000000000${i % 3}`;
      await log.execute(documentList, application(id), command(), () => [
        i < 3 ? started('3123456789') : attached(`${i}`),
      ]);
    }
    await Promise.all([store.close(), keys.close()]);
  };
  const verify = (...args: string[]) =>
    logCommand().parseAsync(['verify', '--data', data, ...args], { from: 'user' });

  beforeEach(async () => {
    data = await folder();
    printed.length = 0;
    for (const stream of ['log', 'error'] as const) {
      jest.spyOn(console, stream).mockImplementation((line: unknown) => void printed.push(String(line)));
    }
    await write(12);
  });
  afterEach(() => void jest.restoreAllMocks());

  it('finds a log as it was written in order, and adds anchors that hold when it has grown', async () => {
    const anchors = join(data, 'anchors');
    await verify('--write-anchor', anchors);
    expect(printed).toEqual([
      `store: the embedded event store in ${data}`,
      '12 events in 3 streams: as they were written\nwhat went without a trace is found with an anchor only: --anchor',
      `anchor at event 12 added to ${anchors}`,
    ]);
    await write(3);
    await verify('--anchor', anchors, '--write-anchor', anchors);
    expect(printed).toContain(
      '15 events in 3 streams: as they were written\nnothing went without a trace up to event 12',
    );
    expect((await readFile(anchors, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('names the first event that was altered, and writes no anchor', async () => {
    await replaceInRecord(join(data, 'event-store'), 4, '"photo"', '"other"');
    const anchors = join(data, 'anchors');
    await expect(verify('--write-anchor', anchors)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('12 events in 3 streams'),
    });
    expect(printed[1]).toMatch(/^application-\S+@1 .* was altered/);
    await expect(readFile(anchors)).rejects.toThrow('ENOENT');
  });

  it('sees by an anchor that a log was cut off', async () => {
    const anchors = join(data, 'anchors');
    const anchor = { events: 40, position: '99', digest: 'ab'.repeat(32), at: '2026-03-01T09:00:00.000Z' };
    await writeFile(anchors, `${JSON.stringify(anchor)}\n`);
    await expect(verify('--anchor', anchors)).rejects.toMatchObject({ exitCode: 1 });
    expect(printed).toContain('the log ends after 12 events; on 2026-03-01T09:00:00.000Z it had 40');
  });

  it('says in one line why it cannot begin', async () => {
    const lock = await lockFolder(data);
    await expect(verify()).rejects.toMatchObject({
      exitCode: 3,
      message: `${data} is in use by process ${process.pid}: stop the service first`,
    });
    await lock.release();
    await writeFile(join(data, 'anchors'), 'nonsense\n');
    await expect(verify('--anchor', join(data, 'anchors'))).rejects.toMatchObject({ exitCode: 2 });
    await expect(verify('--anchor', '/nowhere/a')).rejects.toMatchObject({ exitCode: 2 });
    await expect(verify('--data', '/nowhere')).rejects.toMatchObject({
      exitCode: 3,
      message: '/nowhere is not a data folder: there is no event-store in it',
    });
  });
});
