import { Int32 } from 'bson';

import { type CodeName, fail } from './errors.js';
import { compileGroup } from './group.js';
import { keyPattern, leastKey } from './paths.js';
import { compileProjection } from './projection.js';
import { compileFilter } from './query.js';
import { isEmbeddedDocument, toNumber } from './values.js';
import type { Document } from './document.js';

type Stage = (documents: Iterable<Document>) => Iterable<Document>;

/** Several stages as one. Everything is checked before any document is read. @throws CommandError Location40324 and others */
export function compilePipeline(pipeline: unknown): Stage {
  if (!Array.isArray(pipeline)) return fail('TypeMismatch', 'a pipeline must be an array');
  const stages = pipeline.map(compileStage);
  return (documents) => stages.reduce((before, stage) => stage(before), documents);
}

function compileStage(given: unknown): Stage {
  const [[name, spec] = ['', undefined], ...others] = isEmbeddedDocument(given) ? Object.entries(given) : [];
  if (name === '' || others.length > 0)
    fail('Location40323', 'A pipeline stage specification object must contain exactly one field.');
  const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  return compile?.(spec) ?? fail('Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

const documentOf = (name: string, spec: unknown): Document =>
  isEmbeddedDocument(spec) ? spec : fail('BadValue', `the ${name} specification must be an object`);

function countOf(name: string, spec: unknown, refusal: CodeName): number {
  const count = toNumber(spec) ?? -1;
  return Number.isInteger(count) && count >= 0
    ? count
    : fail(refusal, `invalid argument to ${name} stage: Expected a non-negative integer`);
}

function nameOf(spec: unknown): string {
  if (typeof spec !== 'string') return fail('Location40156', 'the count field must be a non-empty string');
  if (spec === '') fail('Location40157', 'the count field must be a non-empty string');
  if (spec.startsWith('$')) fail('Location40158', 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) fail('Location40160', "the count field cannot contain '.'");
  return spec;
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
    const count = countOf('$skip', spec, 'Location5107200');
    return function* (documents) {
      let position = 0;
      for (const document of documents) if (position++ >= count) yield document;
    };
  },
  $limit: (spec) => {
    const count = countOf('$limit', spec, 'Location5107201');
    if (count === 0) fail('Location15958', 'the limit must be positive');
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
    const name = nameOf(spec);
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
