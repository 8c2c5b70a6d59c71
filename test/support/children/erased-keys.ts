import type { Instant, Subject } from '#decider/brand.js';
import { writeSync } from 'node:fs';
import { ErasedKeysFile, keyFingerprintOf } from '#event-sourcing/keys/erased-keys-file.js';

/** Adds keys to the list at a path, and says which were added. Arguments: path, number of the first key, how many. */
const [path = '', first = '', many = ''] = process.argv.slice(2);
const list = new ErasedKeysFile(path);
for (let n = Number(first); n < Number(first) + Number(many); n += 1) {
  await list.add({
    subject: String(n).padStart(32, '0') as Subject, // as good as an HMAC
    fingerprint: keyFingerprintOf(Buffer.from(String(n))),
    confirmedAt: '2026-03-01T09:00:00.000Z' as Instant,
  });
  writeSync(1, `added ${n}\n`);
}
