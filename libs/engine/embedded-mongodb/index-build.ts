import { duplicate } from './documents.js';
import { type Index, indexEntriesOf, keyValue } from './indexes.js';
import type { Collection, Storage } from './storage.js';
import { decode } from './values.js';

/** Fills a new index. Within Storage.write() only. @throws CommandError DuplicateKey, KeyTooLong: clear what is there. */
export function buildIndex(storage: Storage, { prefix, namespace }: Collection, index: Index): void {
  const all = { start: prefix, end: Buffer.concat([prefix, Buffer.from([0xff])]) };
  for (const { key, value } of storage.documents.getRange(all)) {
    const idKey = Buffer.from(key.subarray(prefix.length));
    for (const { key: entry, values } of indexEntriesOf(index, idKey, decode(value)).values()) {
      if (index.spec.unique === true && storage.entries.doesExist(entry)) {
        duplicate(namespace, index.spec.name, index.spec.key, keyValue(index, values));
      }
      void storage.entries.put(entry, idKey);
    }
  }
}
