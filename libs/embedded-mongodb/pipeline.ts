import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import { Lazy } from 'mingo/lazy';
import * as accumulator from 'mingo/operators/accumulator';
import * as stages from 'mingo/operators/pipeline';
import * as projection from 'mingo/operators/projection';
import * as window from 'mingo/operators/window';
import { unique } from 'mingo/util';

import { fail } from './errors.js';
import { EXPRESSIONS } from './expressions.js';
import { keyPattern, keysOf } from './paths.js';
import { promote } from './promote.js';
import { QUERY_OPERATORS } from './query-operators.js';
import { compileFilter, prepareFilter } from './query.js';
import { type Document, isObject, toNumber } from './values.js';

const { $accumulator: _script, ...accumulators } = accumulator;

/** Stages that write, or that mingo lacks. */
const REFUSED = new Set(['$out', '$merge', '$documents']);

// In BSON's order and with the query operators of find, which mingo's own stages are not.
const $match: typeof stages.$match = (documents, filter) =>
  documents.filter(compileFilter(prepareFilter(filter)));
const $sort: typeof stages.$sort = (documents, spec) =>
  Lazy(
    (function* () {
      yield* sorted(documents.collect(), spec);
    })(),
  );

// mingo counts no documents as one result, 0.
const $count: typeof stages.$count = (documents, field, options) =>
  stages.$count(documents, field, options).filter((result: Document) => result[field] !== 0);
// mingo collects what is missing as null, unless it is wrapped.
const $push: typeof accumulator.$push = (documents, expression, options) =>
  accumulator
    .$push(documents, [expression], options)
    .map((wrapped) => (wrapped as [unknown])[0])
    .filter((value) => value !== undefined);
const $addToSet: typeof accumulator.$addToSet = (...group) => unique($push(...group));

const CONTEXT = Context.init({
  accumulator: { ...accumulators, $push, $addToSet },
  expression: EXPRESSIONS,
  projection,
  window,
  query: QUERY_OPERATORS,
  pipeline: { ...stages, $match, $sort, $count },
});

function sorted(documents: readonly unknown[], spec: unknown): unknown[] {
  const pattern = keyPattern(
    isObject(spec) ? spec : fail('BadValue', 'the $sort key specification must be an object'),
  );
  return documents
    .map((document) => ({ document, key: leastKey(keysOf(document, pattern).keys) }))
    .sort((a, b) => a.key.compare(b.key))
    .map(({ document }) => document);
}

const leastKey = (keys: readonly { bytes: Buffer }[]): Buffer =>
  keys.map(({ bytes }) => bytes).sort((a, b) => a.compare(b))[0] ?? Buffer.alloc(0);

/** @throws CommandError Location40324 for a stage that is not there, NotImplemented for one that writes. */
export function checkPipeline(pipeline: readonly unknown[], allowed?: readonly string[]): Document[] {
  return pipeline.map((stage) => {
    const [name, ...others] = isObject(stage) ? Object.keys(stage) : [];
    if (!isObject(stage) || name === undefined || others.length > 0) {
      return fail('Location40323', 'A pipeline stage specification object must contain exactly one field.');
    }
    if (REFUSED.has(name)) fail('NotImplemented', `${name} is not supported`);
    if (!Object.hasOwn(stages, name)) fail('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    if (name === '$limit' && !((toNumber(stage[name]) ?? 0) > 0))
      fail('Location15958', 'the limit must be positive');
    if (allowed !== undefined && !allowed.includes(name))
      fail('InvalidOptions', `${name} is not allowed to be used within an update`);
    return stage;
  });
}

/** Runs checked stages over decoded documents, in mingo. `collection`: the documents of another collection, for $lookup. */
export function* aggregate(
  documents: Iterable<Document>,
  pipeline: readonly Document[],
  collection: (name: string) => Document[],
): Generator<Document> {
  const aggregator = new Aggregator(promote(pipeline) as Document[], {
    // promote() keeps the shape
    context: CONTEXT,
    collectionResolver: (name) => collection(name).map((document) => promote(document) as Document),
  });
  const promoted = (function* () {
    for (const document of documents) yield promote(document);
  })();
  for (const result of aggregator.stream(promoted)) yield result as Document;
}
