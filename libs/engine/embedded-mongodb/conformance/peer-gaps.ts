/**
 * What mongo-java-server 1.47 answers otherwise than MongoDB's documentation says, by the names of the tests. Each is
 * expected to fail there, and reported with its reason: should one pass one day, the suite says so.
 */
const GAPS: readonly { readonly reason: string; readonly tests: readonly string[] }[] = [
  { reason: 'puts an _id that it makes up last', tests: ['makes up a missing _id and puts it first'] },
  {
    reason: 'knows no computed fields in the projection of a find',
    tests: ['computes fields of a projection'],
  },
  {
    reason:
      'takes an array of scalars for a document without the field: {a: [1, 5]} is found by {"a.x": null}',
    tests: ['finds by {"a.x":null}'],
  },
  {
    reason: 'replaces null where a field is set below it, and takes a field without a name',
    tests: [
      'refuses {"$set":{"a.b":1}} of {"a":null} with MongoDB’s code',
      'refuses {"$set":{"":1}} of {} with MongoDB’s code',
    ],
  },
  {
    reason: 'counts no insert of an ordered bulk that fails later, though it has inserted',
    tests: ['stops at the first error when ordered, goes on when not'],
  },
  {
    reason:
      'hangs up at a path through an array in an expression, and at an array of expressions with a missing field',
    tests: ['evaluates "$list.k"', 'evaluates "$list.0"', 'evaluates ["$fee","$missing"]'],
  },
  {
    reason: 'does not tell missing from null in an expression',
    tests: ['evaluates {"$eq":["$missing",null]}', 'evaluates {"$lt":["$missing",null]}'],
  },
  { reason: '$ifNull takes two arguments', tests: ['evaluates {"$ifNull":["$missing","$nothing","$fee"]}'] },
  {
    reason: 'runs, or fails without a code at, stages that are malformed',
    tests: [
      'refuses {"$group":{"_id":1,"n":1}}',
      'refuses {"$limit":0}',
      'refuses {"$limit":"all"}',
      'refuses {"$skip":-1}',
      'refuses {"$count":"a.b"}',
      'refuses {"$count":"$a"}',
      'refuses {"$count":5}',
      'refuses {"$project":{}}',
    ],
  },
  {
    reason: 'a duplicate key says neither keyPattern nor keyValue',
    tests: ['saves, populates and guards versions', 'let exactly one of many concurrent upserts win'],
  },
  { reason: 'ignores partialFilterExpression', tests: ['count missing as null, unless sparse or partial'] },
  {
    reason: 'has no explain',
    tests: [
      'answer {"a":5} sorted by {}',
      'answer {"a":5,"b":{"$gt":1}} sorted by {"b":-1}',
      'answer {"a":{"$in":[5,6]}} sorted by {}',
      'answer {"a":{"$gte":1,"$lt":9}} sorted by {"a":1}',
      'answer {} sorted by {"a":-1,"b":1}',
      'answer {"c":"x"} sorted by {}',
    ],
  },
  {
    reason: 'ignores hints, and takes contradicting indexes',
    tests: [
      'are listed, described, hinted at and dropped by name or key',
      'that contradict each other are refused',
      '2 for {"find":"c","hint":"none"}',
    ],
  },
  {
    reason: 'ignores the filter of listCollections',
    tests: ['are created, listed, counted among databases, and dropped'],
  },
  {
    reason: 'says without a code that a collection is missing',
    tests: [
      'are renamed with their indexes, and not over another unless asked',
      '26 for {"listIndexes":"missing-collection"}',
    ],
  },
  {
    reason:
      'leaves the cursor of a single batch open, takes ids of cursors only as 64 bits, and knows no limit of a batch',
    tests: [
      'end after a single batch, or at the limit',
      'can be killed, and are then not found',
      'split batches at 16 MiB',
    ],
  },
  {
    reason: 'hangs up at a message of 16 MiB',
    tests: ['is the last size that is stored', 'refuses one byte more'],
  },
  {
    reason: 'takes fields it does not know, and values of the wrong kind',
    tests: [
      '40415 for {"find":"c","frobnicate":1}',
      '2 for {"find":"c","filter":{"a":{"$in":1}}}',
      '2 for {"find":"c","sort":{"a":2}}',
      '14 for {"find":"c","filter":"all"}',
      '73 for {"find":""}',
      '13 for {"renameCollection":"x.a","to":"x.b"}',
      '20 for {"find":"c","txnNumber":"1","autocommit":false,"startTransaction":true}',
    ],
  },
];

/** Why the test fails there; undefined: it must pass. */
export const peerGap = (test: string): string | undefined =>
  GAPS.find(({ tests }) => tests.includes(test))?.reason;
