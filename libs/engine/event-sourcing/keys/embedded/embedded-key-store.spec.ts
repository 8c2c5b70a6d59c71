import type { Subject } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeKeyStore } from '../conformance/key-store.conformance.js';
import { openEmbeddedKeyStore } from './embedded-key-store.js';
import { SLOT_BYTES } from './slot-file.js';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'hawiya-keys-'));
const subject = 'a1b2c3d4e5f60718293a4b5c6d7e8f90' as Subject; // as good as an HMAC

describeKeyStore('embedded', async () => {
  const path = await temporaryFolder();
  return { open: () => openEmbeddedKeyStore({ path }), remove: () => rm(path, { recursive: true }) };
});

describe('the embedded key store', () => {
  let path: string;

  beforeEach(async () => {
    path = await temporaryFolder();
  });

  afterEach(() => rm(path, { recursive: true }));

  it('makes a master key for its owner only', async () => {
    await (await openEmbeddedKeyStore({ path })).close();
    expect((await stat(join(path, 'master.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, 'keys'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a master key that others may read', async () => {
    await (await openEmbeddedKeyStore({ path })).close();
    await chmod(join(path, 'master.key'), 0o640);
    await expect(openEmbeddedKeyStore({ path })).rejects.toThrow(/must be 0600/);
  });

  it('refuses what is no master key', async () => {
    await writeFile(join(path, 'master.key'), 'secret', { mode: 0o600 });
    await expect(openEmbeddedKeyStore({ path })).rejects.toThrow(/64 hex digits/);
    await expect(openEmbeddedKeyStore({ path, masterKey: Buffer.alloc(31) })).rejects.toThrow(/32 bytes/);
  });

  it('refuses another master key than the keys were wrapped with', async () => {
    const masterKey = randomBytes(32);
    const keys = await openEmbeddedKeyStore({ path, masterKey });
    const made = await keys.keyFor(subject);
    await keys.close();
    await expect(openEmbeddedKeyStore({ path, masterKey: randomBytes(32) })).rejects.toMatchObject({
      name: 'KeyStoreError',
      code: 'wrong-master-key',
    });
    const again = await openEmbeddedKeyStore({ path, masterKey });
    expect(await again.keyFor(subject)).toEqual(made);
    await again.close();
    expect(await readdir(path)).not.toContain('master.key');
  });

  it('leaves no trace of an erased key in its files', async () => {
    const keys = await openEmbeddedKeyStore({ path });
    const { key } = await keys.keyFor(subject);
    const file = await readFile(join(path, 'keys'));
    const wrapped = file.subarray(SLOT_BYTES + 4, 2 * SLOT_BYTES);
    expect(wrapped.every((byte) => byte === 0)).toBe(false);
    expect(await whereIn(path, wrapped)).toEqual(['keys']);
    expect(await whereIn(path, key)).toEqual([]);
    await keys.erase(subject);
    expect(await whereIn(path, wrapped)).toEqual([]);
    expect(await whereIn(path, wrapped.subarray(12, 28))).toEqual([]);
    await keys.close();
    expect(await whereIn(path, wrapped)).toEqual([]);
  });

  it('never gives a slot twice, however often it is opened', async () => {
    const ids = new Set<string>();
    for (let i = 0; i < 5; i += 1) {
      const keys = await openEmbeddedKeyStore({ path });
      ids.add((await keys.keyFor(String(i).repeat(32) as Subject)).keyId); // as good as an HMAC
      await keys.close();
    }
    expect(ids.size).toBe(5);
  });

  it('says so when a key was damaged, instead of making another', async () => {
    const keys = await openEmbeddedKeyStore({ path });
    const { keyId } = await keys.keyFor(subject);
    await keys.close();
    const file = await readFile(join(path, 'keys'));
    file[SLOT_BYTES + 20] = (file[SLOT_BYTES + 20] ?? 0) ^ 1;
    await writeFile(join(path, 'keys'), file);
    const again = await openEmbeddedKeyStore({ path });
    await expect(again.keyFor(subject)).rejects.toMatchObject({ code: 'damaged' });
    await expect(again.keyById(keyId)).rejects.toMatchObject({ code: 'damaged' });
    await again.close();
  });

  it('refuses a file that is none of its own, and a folder that is none', async () => {
    await writeFile(join(path, 'keys'), 'something else');
    await expect(openEmbeddedKeyStore({ path })).rejects.toMatchObject({ code: 'damaged' });
    await expect(openEmbeddedKeyStore({ path: join(path, 'keys') })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

/** The files under the folder that contain the bytes. */
async function whereIn(folder: string, bytes: Uint8Array): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((entry) => entry.isFile())) {
    if ((await readFile(join(entry.parentPath, entry.name))).includes(Buffer.from(bytes)))
      found.push(entry.name);
  }
  return found;
}
