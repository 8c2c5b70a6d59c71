import { Int32 } from 'bson';

import { fail } from '../errors.js';
import { encodeKey } from '../key-encoding.js';
import { someLeaf } from '../paths.js';
import { compileProjection } from '../projection.js';
import { compileFilter } from '../query.js';
import { planQuery } from '../planner.js';
import { type Selection, select } from '../scan.js';
import { encode, toNumber } from '../values.js';
import { cursorReply } from '../wire.js';
import { Arguments, type Command, type Context } from './command.js';
import type { Document } from '../document.js';

/** What find() selects; a limit of 0 is none. */
const selectionOf = (args: Arguments): Selection => ({
  filter: compileFilter(args.document('filter') ?? {}),
  sort: args.document('sort') ?? {},
  hint: args.command['hint'],
  skip: args.count('skip') ?? 0,
  limit: args.count('limit') || undefined,
});

const FIND_FIELDS = ['filter', 'sort', 'projection', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch'];
/** Options about resources this server does not ration, and about shards it does not have. */
const IGNORED = ['allowDiskUse', 'noCursorTimeout', 'allowPartialResults'];

const find: Command = {
  fields: [...FIND_FIELDS, ...IGNORED],
  run: ({ storage, cursors }, args) => {
    const namespace = args.namespace();
    const selection = selectionOf(args);
    const project = compileProjection(args.document('projection') ?? {});
    const collection = storage.collection(namespace);
    if (collection === undefined) return cursorReply('firstBatch', { documents: [], id: 0n, namespace });
    const snapshot = storage.snapshot();
    const documents = (function* () {
      for (const stored of select(storage, collection, selection, snapshot)) {
        yield project === undefined ? stored.bytes : encode(project(stored.document));
      }
    })();
    const size = args.count('batchSize');
    return cursorReply(
      'firstBatch',
      cursors.first(namespace, documents, size, args.flag('singleBatch'), snapshot),
    );
  },
};

const explain: Command = {
  fields: ['verbosity'],
  run: ({ storage }, args) => {
    const explained = new Arguments({ ...args.document('explain'), $db: args.database });
    if (explained.name !== 'find')
      return fail('NotImplemented', `explain of ${explained.name} is not supported`);
    const collection = storage.collection(explained.namespace());
    const { filter, sort, hint } = selectionOf(explained);
    const plan = collection === undefined ? undefined : planQuery(collection, filter.document, sort, hint);
    const scan =
      plan?.index === undefined
        ? { stage: 'COLLSCAN' }
        : { stage: 'IXSCAN', indexName: plan.index.spec.name };
    const winningPlan = plan?.sorted === false ? { stage: 'SORT', inputStage: scan } : scan;
    return { queryPlanner: { namespace: explained.namespace(), winningPlan } };
  },
};

const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run: ({ cursors }, args) => {
    const namespace = `${args.database}.${args.text('collection') ?? ''}`;
    const id = BigInt(String(args.command['getMore']));
    return cursorReply('nextBatch', cursors.more(id, namespace, args.count('batchSize') || undefined));
  },
};

const killCursors: Command = {
  fields: ['cursors'],
  run: ({ cursors }, args) => {
    const ids = args.list('cursors') ?? fail('Location40414', "BSON field 'killCursors.cursors' is missing");
    const killed = ids.map((id) => cursors.kill(BigInt(String(id))));
    return {
      cursorsKilled: ids.filter((_, i) => killed[i]),
      cursorsNotFound: ids.filter((_, i) => !killed[i]),
      cursorsAlive: [],
      cursorsUnknown: [],
    };
  },
};

/** Runs `read` over a selection of a collection within a snapshot; a collection that is not there is empty. */
function scan<T>(
  { storage }: Context,
  args: Arguments,
  paging: { skip?: number; limit?: number | undefined },
  read: (documents: Iterable<{ document: Document }>) => T,
): T {
  const collection = storage.collection(args.namespace());
  const selection = {
    filter: compileFilter(args.document('query') ?? {}),
    hint: args.command['hint'],
    ...paging,
  };
  if (collection === undefined) return read([]);
  const snapshot = storage.snapshot();
  try {
    return read(select(storage, collection, selection, snapshot));
  } finally {
    snapshot.done();
  }
}

const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint'],
  run: (context, args) => {
    const limit = Math.abs(toNumber(args.command['limit']) ?? 0) || undefined;
    return scan(context, args, { skip: args.count('skip') ?? 0, limit }, (documents) => {
      let n = 0;
      for (const _ of documents) n += 1;
      return { n: new Int32(n) };
    });
  },
};

const distinct: Command = {
  fields: ['key', 'query', 'hint'],
  run: (context, args) => {
    const parts = (args.text('key') ?? fail('Location40414', "BSON field 'distinct.key' is missing")).split(
      '.',
    );
    return scan(context, args, {}, (documents) => {
      const values = new Map<string, unknown>();
      const add = (value: unknown): false => {
        if (!Array.isArray(value) && value !== undefined)
          values.set(encodeKey(value).toString('latin1'), value);
        return false;
      };
      for (const { document } of documents) someLeaf(document, parts, add);
      return { values: [...values.values()] };
    });
  },
};

export const READ_COMMANDS = { find, explain, getMore, killCursors, count, distinct };
