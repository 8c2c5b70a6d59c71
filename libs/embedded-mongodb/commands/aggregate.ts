import { fail } from '../errors.js';
import { encodeKey } from '../key-encoding.js';
import { aggregate as run, checkPipeline } from '../pipeline.js';
import { prepareFilter } from '../query.js';
import { type Selection, select } from '../scan.js';
import { type Document, encode, isObject } from '../values.js';
import { cursorReply } from '../wire.js';
import { batchSize } from './collections.js';
import type { Command } from './command.js';

/** How drivers spell countDocuments(): it looks into no document. */
const COUNT = encodeKey({ $group: { _id: 1, n: { $sum: 1 } } });

const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'bypassDocumentValidation'],
  run: ({ storage, cursors }, args) => {
    const pipeline = checkPipeline(
      args.list('pipeline') ?? fail('Location40414', "BSON field 'aggregate.pipeline' is missing"),
    );
    const cursor = args.document('cursor') ?? fail('FailedToParse', "The 'cursor' option is required");
    const namespace = args.namespace();
    const first = pipeline[0]?.['$match'];
    const rest = isObject(first) ? pipeline.slice(1) : pipeline;
    const filter = prepareFilter(isObject(first) ? first : {});
    const snapshot = storage.snapshot();
    const documents = (name: string, selection: Selection): Iterable<{ document: Document }> => {
      const collection = storage.collection(name);
      return collection === undefined ? [] : select(storage, collection, selection, snapshot);
    };
    const results = (function* () {
      const input = (function* () {
        const counting = rest.length === 1 && COUNT.equals(encodeKey(rest[0]));
        for (const stored of documents(namespace, { filter, hint: args.command['hint'] }))
          yield counting ? {} : stored.document;
      })();
      const other = (name: string): Document[] =>
        Array.from(documents(`${args.database}.${name}`, { filter: {} }), ({ document }) => document);
      for (const result of run(input, rest, other)) yield encode(result);
    })();
    const batch = cursors.first(namespace, results, batchSize(cursor), false, snapshot);
    return cursorReply('firstBatch', batch);
  },
};

export const AGGREGATE_COMMANDS = { aggregate };
