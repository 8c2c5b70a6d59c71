import { UUID } from 'bson';

import { fail } from '../errors.js';
import { compileFilter } from '../query.js';
import type { Collection, Storage } from '../storage.js';
import { encode, toNumber } from '../values.js';
import { cursorReply } from '../wire.js';
import type { Command } from './command.js';
import type { Document } from '../document.js';

const inDatabase = ({ collections }: Storage, database: string): Collection[] =>
  [...collections.values()].filter(({ namespace }) => namespace.startsWith(`${database}.`));

const nameOf = ({ namespace }: Collection): string => namespace.slice(namespace.indexOf('.') + 1);

const create: Command = {
  fields: [],
  run: async ({ storage }, args) => {
    const namespace = args.namespace();
    await storage.write(() => {
      if (storage.collection(namespace) !== undefined)
        fail('NamespaceExists', `Collection ${namespace} already exists.`);
      storage.create(namespace);
    });
    return {};
  },
};

const drop: Command = {
  fields: [],
  run: ({ storage }, args) => {
    const namespace = args.namespace();
    return storage.write(() => {
      const collection = storage.collection(namespace) ?? fail('NamespaceNotFound', 'ns not found');
      storage.drop(collection);
      return { nIndexesWas: collection.indexes.length + 1, ns: namespace };
    });
  },
};

const dropDatabase: Command = {
  fields: [],
  run: ({ storage }, { database }) =>
    storage.write(() => {
      for (const collection of inDatabase(storage, database)) storage.drop(collection);
      return { dropped: database };
    }),
};

const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  run: ({ storage, cursors }, args) => {
    const { matches } = compileFilter(args.document('filter') ?? {});
    const described = inDatabase(storage, args.database).map((collection): Document => ({
      name: nameOf(collection),
      type: 'collection',
      ...(args.flag('nameOnly')
        ? {}
        : {
            options: {},
            info: { readOnly: false, uuid: new UUID(collection.uuid) },
            idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
          }),
    }));
    const namespace = `${args.database}.$cmd.listCollections`;
    const batch = cursors.first(
      namespace,
      described.filter(matches).map(encode).values(),
      batchSize(args.document('cursor')),
      false,
    );
    return cursorReply('firstBatch', batch);
  },
};

const renameCollection: Command = {
  fields: ['to', 'dropTarget'],
  run: async ({ storage }, args) => {
    const [from, to] = [args.text('renameCollection') ?? '', args.text('to') ?? ''];
    if (args.database !== 'admin')
      fail('Unauthorized', 'renameCollection may only be run against the admin database.');
    if (!/^[^.]+\../.test(to)) fail('InvalidNamespace', `Invalid target namespace: ${to}`);
    if (from === to) fail('IllegalOperation', "Can't rename a collection to itself");
    await storage.write(() => {
      const source =
        storage.collection(from) ?? fail('NamespaceNotFound', `Source collection ${from} does not exist`);
      const target = storage.collection(to);
      if (target !== undefined && !args.flag('dropTarget'))
        fail('NamespaceExists', 'target namespace exists');
      if (target !== undefined) storage.drop(target);
      storage.rename(source, to);
    });
    return {};
  },
};

const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: ({ storage }, args) => {
    const { matches } = compileFilter(args.document('filter') ?? {});
    const names = new Set([...storage.collections.keys()].map((namespace) => namespace.split('.')[0] ?? ''));
    const databases = [...names].map((name) => ({ name, sizeOnDisk: 0, empty: false })).filter(matches);
    return { databases, totalSize: 0 };
  },
};

export const batchSize = (cursor: Document | undefined): number | undefined =>
  toNumber(cursor?.['batchSize']);

export const COLLECTION_COMMANDS = {
  create,
  drop,
  dropDatabase,
  listCollections,
  renameCollection,
  listDatabases,
};
