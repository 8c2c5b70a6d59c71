import { fail } from '../errors.js';
import { encodeKey } from '../key-encoding.js';
import { compilePipeline } from '../pipeline.js';
import { compileFilter } from '../query.js';
import { select } from '../scan.js';
import { encode, isEmbeddedDocument } from '../values.js';
import { cursorReply } from '../wire.js';
import { batchSize } from './collections.js';
import type { Command } from './command.js';

/** How drivers spell countDocuments(): it looks into no document. */
const COUNT = encodeKey({ $group: { _id: 1, n: { $sum: 1 } } });

const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'bypassDocumentValidation'],
  run: ({ storage, cursors }, args) => {
    const pipeline =
      args.list('pipeline') ?? fail('Location40414', "BSON field 'aggregate.pipeline' is missing");
    const cursor = args.document('cursor') ?? fail('FailedToParse', "The 'cursor' option is required");
    const namespace = args.namespace();
    const [first, ...others] = pipeline;
    // A $match at the front is the selection's, so that an index can serve it.
    const begins =
      isEmbeddedDocument(first) && Object.keys(first).length === 1 && isEmbeddedDocument(first['$match']);
    const filter = compileFilter(begins ? first['$match'] : {});
    const rest = begins ? others : pipeline;
    const run = compilePipeline(rest);
    const snapshot = storage.snapshot();
    const collection = storage.collection(namespace);
    const input = (function* () {
      if (collection === undefined) return;
      const counting = rest.length === 1 && COUNT.equals(encodeKey(rest[0]));
      for (const stored of select(storage, collection, { filter, hint: args.command['hint'] }, snapshot))
        yield counting ? {} : stored.document;
    })();
    const results = (function* () {
      for (const result of run(input)) yield encode(result);
    })();
    const batch = cursors.first(namespace, results, batchSize(cursor), false, snapshot);
    return cursorReply('firstBatch', batch);
  },
};

export const AGGREGATE_COMMANDS = { aggregate };
