import type { Instant, Subject } from '#decider/brand.js';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ErasedKeysFile, keyFingerprintOf } from './erased-keys-file.js';

const confirmedAt = '2026-03-01T09:00:00.000Z' as Instant;
const erased = (n: number) => ({
  subject: String(n).padStart(32, '0') as Subject, // as good as an HMAC
  fingerprint: keyFingerprintOf(Buffer.alloc(32, n)),
  confirmedAt,
});

describe('the list of erased keys', () => {
  const folder = temporaryFolders();

  it('is nothing at first, and then what was added, whoever opens it, for its owner only', async () => {
    const path = join(await folder(), 'apart', 'erasures.jsonl');
    const list = new ErasedKeysFile(path);
    await list.check();
    expect(await list.read()).toEqual({ keys: [], unreadable: 0 });
    await Promise.all([list.add(erased(1)), list.add(erased(2))]);
    await new ErasedKeysFile(path).add(erased(3));
    expect(await list.read()).toEqual({ keys: [erased(1), erased(2), erased(3)], unreadable: 0 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('goes on after a line that a crash cut short, and says so', async () => {
    const list = new ErasedKeysFile(join(await folder(), 'erasures.jsonl'));
    await list.add(erased(1));
    await appendFile(list.path, '{"subject":"0000');
    await list.add(erased(2));
    expect(await list.read()).toEqual({ keys: [erased(1), erased(2)], unreadable: 1 });
  });

  it('cut short at any byte loses that line only, which is added again', async () => {
    const path = join(await folder(), 'erasures.jsonl');
    const list = new ErasedKeysFile(path);
    await list.add(erased(1));
    const before = await readFile(path);
    await list.add(erased(2));
    const whole = await readFile(path);
    for (let length = before.length; length < whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      const { keys } = await list.read();
      if (keys.length === 1) await list.add(erased(2));
      await list.add(erased(3));
      expect((await list.read()).keys).toEqual([erased(1), erased(2), erased(3)]);
    }
  });

  it('is put together with that of another host as text', async () => {
    const [ours, theirs] = [join(await folder(), 'ours'), join(await folder(), 'theirs')];
    await new ErasedKeysFile(ours).add(erased(1));
    await new ErasedKeysFile(theirs).add(erased(2));
    await appendFile(ours, await readFile(theirs));
    expect((await new ErasedKeysFile(ours).read()).keys).toEqual([erased(1), erased(2)]);
  });

  it('says at once that it cannot be kept', async () => {
    const file = join(await folder(), 'a-file');
    await appendFile(file, '');
    await expect(new ErasedKeysFile(join(file, 'erasures.jsonl')).check()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it('tells keys apart without telling them', () => {
    const [one, other] = [keyFingerprintOf(Buffer.alloc(32, 1)), keyFingerprintOf(Buffer.alloc(32, 2))];
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(one).not.toBe(other);
  });
});
