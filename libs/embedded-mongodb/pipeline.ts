import { Int32 } from 'bson';

import { fail } from './errors.js';
import { compileGroup } from './group.js';
import { keyPattern, leastKey } from './paths.js';
import { compileProjection } from './projection.js';
import { compileFilter } from './query.js';
import { type Document, isObject, toNumber } from './values.js';

type Stage = (documents: Iterable<Document>) => Iterable<Document>;

/** Several stages as one. Everything is checked before any document is read. @throws CommandError Location40324 and others */
export function compilePipeline(pipeline: unknown): Stage {
  if (!Array.isArray(pipeline)) return fail('TypeMismatch', 'a pipeline must be an array');
  const stages = pipeline.map(compileStage);
  return (documents) => stages.reduce((before, stage) => stage(before), documents);
}

function compileStage(given: unknown): Stage {
  const [[name, spec] = ['', undefined], ...others] = isObject(given) ? Object.entries(given) : [];
  if (name === '' || others.length > 0)
    fail('Location40323', 'A pipeline stage specification object must contain exactly one field.');
  const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  return compile?.(spec) ?? fail('Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

const documentOf = (name: string, spec: unknown): Document =>
  isObject(spec) ? spec : fail('BadValue', `the ${name} specification must be an object`);

function countOf(name: string, spec: unknown, least: number): number {
  const count = toNumber(spec) ?? -1;
  return Number.isInteger(count) && count >= least
    ? count
    : fail('Location15958', `${name} needs a whole number of ${least} or more`);
}

const STAGES: { readonly [name: string]: (spec: unknown) => Stage } = {
  $match: (spec) => {
    const { matches } = compileFilter(spec);
    return function* (documents) {
      for (const document of documents) if (matches(document)) yield document;
    };
  },
  $sort: (spec) => {
    const pattern = keyPattern(documentOf('$sort', spec));
    return function* (documents) {
      const keyed = Array.from(documents, (document) => ({ document, key: leastKey(document, pattern) }));
      for (const { document } of keyed.sort((a, b) => a.key.compare(b.key))) yield document;
    };
  },
  $skip: (spec) => {
    const count = countOf('$skip', spec, 0);
    return function* (documents) {
      let position = 0;
      for (const document of documents) if (position++ >= count) yield document;
    };
  },
  $limit: (spec) => {
    const count = countOf('$limit', spec, 1);
    return function* (documents) {
      let position = 0;
      for (const document of documents) {
        yield document;
        if (++position === count) return;
      }
    };
  },
  $project: (spec) => {
    const project = compileProjection(documentOf('$project', spec));
    if (project === undefined)
      return fail('Location51272', 'projection specification must have at least one field');
    return function* (documents) {
      for (const document of documents) yield project(document);
    };
  },
  $group: compileGroup,
  $count: (spec) => {
    const name =
      typeof spec === 'string' && /^[^$.][^.]*$/.test(spec)
        ? spec
        : fail('Location40156', 'the count field must be a non-empty string without dots and $ at its start');
    return function* (documents) {
      let count = 0;
      for (const _ of documents) count += 1;
      if (count > 0) yield { [name]: new Int32(count) };
    };
  },
  $facet: (spec) => {
    const facets = Object.entries(documentOf('$facet', spec)).map(
      ([name, pipeline]) => [name, compilePipeline(pipeline)] as const,
    );
    return function* (documents) {
      const all = [...documents];
      yield Object.fromEntries(facets.map(([name, run]) => [name, [...run(all)]]));
    };
  },
};
