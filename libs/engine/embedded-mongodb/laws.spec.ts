import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BSONRegExp, Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from 'bson';
import * as fc from 'fast-check';
import { Query } from 'mingo';

import { changeDocument, compileChange, found } from './changes.js';
import type { Document } from './document.js';
import { insertDocument, writeDocument } from './documents.js';
import { CommandError } from './errors.js';
import { buildIndex } from './index-build.js';
import { indexEntriesOf, makeIndex } from './indexes.js';
import { compareValues, encodeKey } from './key-encoding.js';
import { kindOf } from './kinds.js';
import { keyPattern, keysOf } from './paths.js';
import { planQuery } from './planner.js';
import { type Filter, compileFilter } from './query.js';
import { select } from './scan.js';
import { type Collection, Storage } from './storage.js';
import { decode, encode } from './values.js';

/** For machines that are busy with something else; none takes more than two seconds on one that is not. */
/** More of them by night: `LAW_RUNS`. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 300);

jest.setTimeout(RUNS * 100);

let folder: string;
let storage: Storage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawiya-mongo-'));
  storage = new Storage({ path: folder });
});
afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc
    .constantFrom(-1.5, 0.1, 0.5, -0, Infinity, -Infinity, NaN, 2 ** 53, 2 ** 63, 5e-324)
    .map((n) => new Double(n)),
  fc.constantFrom('1', '-2', '9007199254740993', '-9007199254740993').map((n) => Long.fromString(n)),
  fc
    .constantFrom('1', '0.1', '1E+400', '-0', 'NaN', '9007199254740993', '-1.50')
    .map((n) => Decimal128.fromString(n)),
);
/** Few and often equal, so that queries find something; the odd ones now and then. */
const scalar = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(new Int32(0), new Int32(1), new Double(1.5), 'a', 'ab', null) },
  { weight: 3, arbitrary: number },
  fc.constantFrom('', 'a', 'ab', 'b', 'a\u0000', 'a\u0001', '\u{10ffff}', '\uffff', 'ش'),
  fc.constantFrom(null, true, false, new MinKey(), new MaxKey()),
  fc.constantFrom(new Date(0), new Date(-1), new Date(1e12)),
  fc.constantFrom('000000000000000000000000', 'ffffffffffffffffffffffff').map((id) => new ObjectId(id)),
  fc.constantFrom(
    new Binary(Buffer.from([255])),
    new Binary(Buffer.from([0, 1])),
    new Binary(Buffer.from([1]), 5),
  ),
);
const leaf = fc.oneof({ weight: 6, arbitrary: scalar }, fc.constant(new BSONRegExp('a', 'i')));
const value = fc.oneof(
  { weight: 5, arbitrary: leaf },
  {
    weight: 3,
    arbitrary: fc.array(fc.oneof({ weight: 6, arbitrary: leaf }, fc.array(scalar, { maxLength: 2 })), {
      maxLength: 3,
    }),
  },
  fc.record({ x: leaf, y: scalar }, { requiredKeys: [] }),
  fc.array(fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }), { maxLength: 3 }),
);
const fields = fc.record({ a: value, b: value, c: leaf }, { requiredKeys: [] });
const documents: fc.Arbitrary<Document[]> = fc.array(fields, { minLength: 2, maxLength: 14 });
const path = fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c', 'a.x', 'a.x', 'b.x', '_id');
const named = (names: readonly string[], of: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(...names), of).map(([name, argument]) => ({ [name]: argument }));
const condition = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 4, arbitrary: named(['$eq', '$gt', '$gte', '$lt', '$lte'], scalar) },
  { weight: 3, arbitrary: fc.record({ $gte: scalar, $lt: scalar }) },
  { weight: 3, arbitrary: named(['$in'], fc.array(value, { maxLength: 3 })) },
  named(['$ne'], scalar),
  named(['$nin'], fc.array(value, { maxLength: 3 })),
  named(['$exists'], fc.boolean()),
  named(['$not'], named(['$gt', '$lte'], scalar)),
);
const flat: fc.Arbitrary<Document> = fc
  .array(fc.tuple(path, condition), { minLength: 1, maxLength: 2 })
  .map(Object.fromEntries);
const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 5, arbitrary: flat },
  fc.tuple(flat, flat).map((parts) => ({ $and: parts })),
  fc.tuple(flat, flat, flat).map(([and, ...or]) => ({ ...and, $or: or })),
);
const direction = fc.constantFrom(1, -1);
const sort: fc.Arbitrary<Document> = fc
  .array(fc.tuple(path, direction), { maxLength: 2 })
  .map(Object.fromEntries);
const pattern: fc.Arbitrary<Document> = fc
  .uniqueArray(
    fc.tuple(
      path.filter((one) => one !== '_id'),
      direction,
    ),
    { minLength: 1, maxLength: 3, selector: ([one]) => one },
  )
  .map(Object.fromEntries);
const options = fc.constantFrom<{ sparse?: true; partialFilterExpression?: Document }>(
  {},
  {},
  {},
  { sparse: true },
  { partialFilterExpression: { c: { $exists: true } } },
  { partialFilterExpression: { a: { $gt: 0 } } },
);

const asStored = (document: Document): Document => decode(encode(document));

/** Within storage.write(), like everything here: commits are not what the laws are about. */
function onCollection(contents: readonly Document[], law: (collection: Collection) => void): void {
  const collection = storage.create('laws.collection');
  try {
    for (const [_id, content] of contents.entries())
      insertDocument(storage, collection, asStored({ _id, ...content }));
    law(collection);
  } finally {
    storage.drop(collection);
  }
}

/** An index that the documents allow; parallel arrays and duplicates are refused, and then there is none. */
function index(collection: Collection, key: Document, more: object): void {
  const made = makeIndex(storage.newId(), { key, name: JSON.stringify(key), ...more }, false, true);
  try {
    buildIndex(storage, collection, made);
    collection.indexes = [...collection.indexes, made];
  } catch (error) {
    storage.clear(storage.entries, made.id);
    if (!(error instanceof CommandError)) throw error;
  }
}

const settings = { numRuns: RUNS };

describe('an index', () => {
  it('changes neither what is found, nor its order', async () => {
    let used = 0;
    const property = fc.property(
      documents,
      filter,
      sort,
      fc.array(fc.tuple(pattern, options), { minLength: 2, maxLength: 4 }),
      fc.array(direction, { minLength: 3, maxLength: 3 }),
      (contents, wanted, order, keys, directions) =>
        onCollection(contents, (collection) => {
          const selection = { filter: compileFilter(asStored(wanted)), sort: order };
          const sortKey = (document: Document): string =>
            String(
              keysOf(document, keyPattern(order))
                .keys.map(({ bytes }) => bytes.toString('hex'))
                .sort()[0],
            );
          const run = (): unknown => {
            try {
              const selected = Array.from(select(storage, collection, selection, undefined));
              const ids = new Set(selected.map(({ idKey }) => idKey.toString('hex')));
              expect(ids.size).toBe(selected.length);
              return { ids, order: selected.map(({ document }) => sortKey(document)) };
            } catch (error) {
              if (!(error instanceof CommandError)) throw error;
              return error.codeName; // parallel arrays in a sort
            }
          };
          const without = run();
          // One made for this query and sort, in some directions, and some that may serve it.
          const [first = 'a'] = Object.keys(wanted).filter((one) => !one.startsWith('$'));
          const paths = [...new Set([...(keys.length > 3 ? [] : [first]), ...Object.keys(order)])];
          index(collection, Object.fromEntries(paths.map((one, i) => [one, directions[i]])), {});
          for (const [key, more] of keys) index(collection, key, more);
          expect(run()).toEqual(without);
          used +=
            planQuery(collection, selection.filter.document, selection.sort).index === undefined ? 0 : 1;
        }),
    );
    /** Two that were found by chance, and a document whose least element is not the one the filter finds. */
    const examples = [
      example([{ b: 'a\u0000' }], { b: { $in: ['a'] } }, {}),
      example([{ b: '' }], { b: { $lte: 'a' } }, {}),
      example(
        [{ a: [new Int32(0), new Int32(5)] }, { a: new Int32(3) }],
        { a: { $gte: new Int32(1) } },
        { a: 1 },
      ),
    ];
    await storage.write(() => fc.assert(property, { ...settings, examples }));
    expect(used).toBeGreaterThan(settings.numRuns / 8);
  });

  it('finds what mingo finds, where mingo and MongoDB agree', async () => {
    const simple = fc.constantFrom<unknown>(-1, 0, 1, 2.5, 'a', 'b', true, new Date(0));
    const content = fc.record({ a: simple, b: simple, c: simple });
    const comparison = named(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'], simple);
    const among = named(['$in', '$nin'], fc.array(simple, { maxLength: 3 }));
    const one = fc.oneof(simple, { weight: 6, arbitrary: comparison }, among);
    const wanted = fc.dictionary(fc.constantFrom('a', 'b'), one, { minKeys: 1, maxKeys: 2 });
    const keys = fc.constantFrom<Document>({ a: 1 }, { a: -1 }, { a: 1, b: -1 }, { b: 1, a: 1 }, { b: -1 });
    let exact = 0;
    const property = fc.property(
      fc.array(content, { minLength: 4, maxLength: 14 }),
      wanted,
      keys,
      (contents, query, key) =>
        onCollection(contents, (collection) => {
          index(collection, key, {});
          const prepared = compileFilter(asStored(query));
          const plan = planQuery(collection, prepared.document, { _id: 1 });
          exact += plan.index !== undefined && plan.exact ? 1 : 0;
          const selected = select(storage, collection, { filter: prepared, sort: { _id: 1 } }, undefined);
          const expected = contents
            .map((one, _id) => ({ _id, ...one }))
            .filter((one) => new Query(query).test(one));
          expect(Array.from(selected, ({ document }) => Number(document['_id']))).toEqual(
            expected.map(({ _id }) => _id),
          );
        }),
    );
    await storage.write(() => fc.assert(property, settings));
    // About a quarter of them: far enough below that chance does not fail it.
    expect(exact).toBeGreaterThan(settings.numRuns / 6);
  });

  it('holds after any changes exactly the entries of the documents there are', async () => {
    const change = fc.oneof(
      fc.record({ $set: flatUpdate() }),
      fc.record({
        $unset: fc.dictionary(
          path.filter((one) => one !== '_id'),
          fc.constant(''),
          { maxKeys: 1 },
        ),
      }),
      fields,
      fc.record({ $push: fc.dictionary(fc.constantFrom('a', 'b'), value, { maxKeys: 1 }) }),
      fc.constant('delete' as const),
    );
    const steps = fc.array(fc.tuple(filter, change), { maxLength: 6 });
    const property = fc.property(
      documents,
      pattern,
      options,
      fc.boolean(),
      steps,
      (contents, key, more, unique, changes) =>
        onCollection(contents, (collection) => {
          index(collection, key, unique ? { ...more, unique } : more);
          for (const [wanted, update] of changes) apply(collection, compileFilter(asStored(wanted)), update);
          for (const one of collection.indexes) {
            const all = Array.from(select(storage, collection, { filter: compileFilter({}) }, undefined));
            const due = all.flatMap(({ idKey, document }) =>
              [...indexEntriesOf(one, idKey, document).keys()].map((entry) => [entry, idKey.toString('hex')]),
            );
            const range = { start: one.prefix, end: Buffer.concat([one.prefix, Buffer.from([0xff])]) };
            const held = Array.from(storage.entries.getRange(range), (entry) => [
              entry.key.toString('latin1'),
              entry.value.toString('hex'),
            ]);
            expect(new Set(held.map(String))).toEqual(new Set(due.map(String)));
            expect(held).toHaveLength(due.length);
          }
        }),
    );
    await storage.write(() => fc.assert(property, settings));
  });
});

const example = (
  contents: Document[],
  wanted: Document,
  order: Document,
): [Document[], Document, Document, [Document, object][], number[]] => [
  contents,
  wanted,
  order,
  [[{ b: -1, a: 1 }, {}]],
  [1, 1, 1],
];

function flatUpdate(): fc.Arbitrary<Document> {
  return fc.dictionary(
    path.filter((one) => one !== '_id'),
    value,
    { maxKeys: 1 },
  );
}

/** As the update and delete commands do; a refusal (a duplicate, a path that is not viable) leaves that document alone. */
function apply(collection: Collection, filter: Filter, update: Document | 'delete'): void {
  for (const stored of found(storage, collection.namespace, { filter })) {
    try {
      if (update === 'delete') writeDocument(storage, collection, stored.idKey, stored, undefined);
      else changeDocument(storage, collection, stored, compileChange(asStored(update)));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
  }
}

describe('the order of keys', () => {
  it('is total, by kind first, and transitive', () => {
    const property = fc.property(value, value, value, (a, b, c) => {
      const order = (x: unknown, y: unknown): number => Math.sign(compareValues(x, y));
      expect(order(a, b)).toBe(-order(b, a) || 0);
      if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      if (kindOf(a) !== kindOf(b)) expect(order(a, b)).toBe(Math.sign(kindOf(a) - kindOf(b)));
    });
    fc.assert(property, settings);
  });

  it('has no key that begins with another, so that a range holds nothing but what it says', () => {
    const property = fc.property(value, value, (a, b) => {
      const [x, y] = [encodeKey(a), encodeKey(b)];
      if (!x.equals(y)) expect(y.subarray(0, x.length).equals(x)).toBe(false);
    });
    fc.assert(property, settings);
  });

  it('is the numbers’ own, whatever their type', () => {
    const double = fc.double({ noNaN: true });
    const key = (n: number): Buffer => encodeKey(new Double(n));
    fc.assert(
      fc.property(double, double, (a, b) =>
        expect(key(a).compare(key(b))).toBe(Math.sign(Number(a > b) - Number(a < b))),
      ),
    );
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const compared = (a: bigint, b: bigint): number =>
      encodeKey(Long.fromBigInt(a)).compare(encodeKey(Long.fromBigInt(b)));
    fc.assert(fc.property(long, long, (a, b) => expect(compared(a, b)).toBe(Number(a > b) - Number(a < b))));
    const mixed = fc.tuple(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(mixed, ([int, other]) =>
        expect(encodeKey(new Int32(int)).compare(key(other))).toBe(Number(int > other) - Number(int < other)),
      ),
    );
  });

  it('is the strings’ order of code points', () => {
    const text = fc.string({ unit: 'binary' });
    const property = fc.property(text, text, (a, b) =>
      expect(encodeKey(a).compare(encodeKey(b))).toBe(Buffer.from(a).compare(Buffer.from(b))),
    );
    fc.assert(property);
  });
});
