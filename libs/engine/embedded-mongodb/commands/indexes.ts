import { Int32 } from 'bson';

import { fail } from '../errors.js';
import { buildIndex } from '../index-build.js';
import { checkedSpec, indexExists } from '../index-spec.js';
import { type Index, makeIndex } from '../indexes.js';
import { encodeKey } from '../key-encoding.js';
import type { Collection, Storage } from '../storage.js';
import { encode, isEmbeddedDocument } from '../values.js';
import { cursorReply } from '../wire.js';
import { batchSize } from './collections.js';
import type { Command } from './command.js';
import type { Document } from '../document.js';

const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum'],
  run: async ({ storage }, args) => {
    const wanted = (args.list('indexes') ?? []).map(checkedSpec);
    const namespace = args.namespace();
    const added: Index[] = [];
    const answer = await storage.write(() => {
      const createdCollectionAutomatically = storage.collection(namespace) === undefined;
      const collection = storage.collection(namespace) ?? storage.create(namespace);
      const numIndexesBefore = collection.indexes.length + 1;
      try {
        for (const spec of wanted) {
          if (indexExists(collection, spec)) continue;
          const index = makeIndex(storage.newId(), spec, false, false);
          added.push(index);
          buildIndex(storage, collection, index);
          collection.indexes = [...collection.indexes, index];
        }
      } catch (error) {
        dropAll(storage, collection, added);
        throw error;
      }
      storage.save(collection);
      return {
        numIndexesBefore,
        numIndexesAfter: collection.indexes.length + 1,
        createdCollectionAutomatically,
      };
    });
    for (const index of added) index.ready = true;
    return answer;
  },
};

/** Within Storage.write() only. */
function dropAll(storage: Storage, collection: Collection, dropped: readonly Index[]): void {
  collection.indexes = collection.indexes.filter((index) => !dropped.includes(index));
  for (const { id } of dropped) storage.clear(storage.entries, id);
  storage.save(collection);
}

const listIndexes: Command = {
  fields: ['cursor'],
  run: ({ storage, cursors }, args) => {
    const namespace = args.namespace();
    const collection =
      storage.collection(namespace) ?? fail('NamespaceNotFound', `ns does not exist: ${namespace}`);
    const described: Document[] = [
      { v: 2, key: { _id: 1 }, name: '_id_' },
      ...collection.indexes.map(({ spec }) => ({ v: 2, ...spec })),
    ];
    const batch = cursors.first(
      namespace,
      described.map(encode).values(),
      batchSize(args.document('cursor')),
      false,
    );
    return cursorReply('firstBatch', batch);
  },
};

const dropIndexes: Command = {
  fields: ['index'],
  run: ({ storage }, args) => {
    const namespace = args.namespace();
    return storage.write(() => {
      const collection =
        storage.collection(namespace) ?? fail('NamespaceNotFound', `ns not found ${namespace}`);
      const before = collection.indexes.length + 1;
      const named = args.command['index'];
      const names = new Set(Array.isArray(named) ? named : [named]);
      if (names.has('_id_')) fail('InvalidOptions', 'cannot drop _id index');
      const dropped = collection.indexes.filter(
        ({ spec }) =>
          named === '*' ||
          names.has(spec.name) ||
          (isEmbeddedDocument(named) && encodeKey(named).equals(encodeKey(spec.key))),
      );
      if (named !== '*' && dropped.length < names.size)
        fail('IndexNotFound', `index not found with name [${[...names].map(String).join(', ')}]`);
      dropAll(storage, collection, dropped);
      return { nIndexesWas: new Int32(before) };
    });
  },
};

export const INDEX_COMMANDS = { createIndexes, listIndexes, dropIndexes };
