import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import { openEnvironment } from '#runtime/lmdb/environment.js';
import { Volume } from '#runtime/lmdb/volume.js';
import { checkpointsIn, type OpenedCheckpoints } from '#test/support/checkpoints.js';
import { copyFormerFolder } from '#test/support/former-release.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { carryOverCheckpoints } from './former-checkpoints.js';

const LAST = {
  id: '1c9fe17d-ef9a-5b42-b070-6ee165f40dd9',
  stream: 'application-1',
  revision: '9007199254740993',
  position: '6',
};

describe('checkpoints in a folder of their own', () => {
  const folder = temporaryFolders();
  let data: string;
  let path: string;
  let checkpoints: OpenedCheckpoints;
  beforeEach(async () => {
    data = await folder();
    path = join(data, 'checkpoints');
  });
  afterEach(() => checkpoints.close());

  async function wrote(entries: Readonly<Record<string, string>>): Promise<void> {
    const former = openEnvironment<string, string>(new Volume({ path }), { encoding: 'string' });
    for (const [key, value] of Object.entries(entries)) await former.put(key, value);
    await former.close();
  }
  const carryOver = () => carryOverCheckpoints({ path }, checkpoints);

  it('are carried over with what they cover, exactly, and the folder is gone', async () => {
    await wrote({
      distributor: String(2n ** 62n + 1n),
      'distributor/covers': JSON.stringify({ log: 'l', last: LAST, categories: ['application'] }),
      another: '7',
    });
    checkpoints = await checkpointsIn(data);
    await carryOver();
    expect(await checkpoints.load('distributor')).toEqual({
      position: 2n ** 62n + 1n,
      log: 'l' as LogId,
      last: {
        id: LAST.id,
        stream: LAST.stream as StreamName,
        revision: 9_007_199_254_740_993n as Revision,
        position: 6n as Position,
      },
      categories: ['application'],
    });
    expect(await checkpoints.load('another')).toEqual({ position: 7n });
    expect(existsSync(path)).toBe(false);
  });

  it('do not take back one that is further, should somebody be killed before the folder is gone', async () => {
    await wrote({ distributor: '7' });
    checkpoints = await checkpointsIn(data);
    await checkpoints.save('distributor', { position: 9n as Position });
    await carryOver();
    await carryOver();
    expect(await checkpoints.load('distributor')).toEqual({ position: 9n });
  });

  it('of release 8e7cdd5 are where it left them', async () => {
    await copyFormerFolder(data);
    const former = openEnvironment<string, string>(new Volume({ path }), { encoding: 'string' });
    const position = BigInt(former.get('distributor') ?? -1);
    await former.close();
    checkpoints = await checkpointsIn(data);
    expect(await checkpoints.load('distributor')).toBeUndefined();
    await carryOver();
    expect(position).toBeGreaterThan(1_000n);
    expect((await checkpoints.load('distributor'))?.position).toBe(position);
  });
});
