import { found } from './changes.js';
import { writeDocument } from './documents.js';
import { prepareFilter } from './query.js';
import type { Storage } from './storage.js';

/** Deletes what TTL indexes say is over: documents whose (earliest) date lies `expireAfterSeconds` before `now`. */
export async function expireDocuments(storage: Storage, now: Date): Promise<void> {
  const indexes = [...storage.collections.values()].flatMap(({ namespace, indexes }) =>
    indexes.map(({ spec }) => ({ namespace, spec })),
  );
  for (const { namespace, spec } of indexes) {
    if (spec.expireAfterSeconds === undefined) continue;
    const limit = new Date(now.getTime() - spec.expireAfterSeconds * 1000);
    const filter = {
      $and: [spec.partialFilterExpression ?? {}, { [Object.keys(spec.key)[0] ?? '']: { $lte: limit } }],
    };
    await storage.write(() => {
      const collection = storage.collection(namespace);
      if (collection === undefined) return;
      for (const stored of found(storage, namespace, { filter: prepareFilter(filter) })) {
        writeDocument(storage, collection, stored.idKey, stored, undefined);
      }
    });
  }
}
