import type { Configuration } from './configuration.js';
import type { ConfigurationProblem } from './configuration-error.js';

type Property = keyof Configuration;

/** What a setting needs beside it. */
const TOGETHER: readonly { readonly given: Property; readonly needs: readonly Property[] }[] = [
  { given: 'mongoUrl', needs: ['keysSecret'] },
  { given: 'kafkaSasl', needs: ['kafkaUsername', 'kafkaPassword'] },
];

/** What one part of the service needs when it runs as a process of its own: the embedded drivers are for one process. */
const ALONE: readonly Property[] = [
  'eventStoreUrl',
  'kafkaBrokers',
  'mongoUrl',
  'keysSecret',
  'subjectSecret',
];

/**
 * `everything`: one process, embedded or not. `alone`: one of several processes, which have to share what they work on.
 * `api`: likewise, and people sign in there.
 */
export type ProcessKind = 'everything' | 'alone' | 'api';

const NEEDED: Readonly<Record<ProcessKind, readonly Property[]>> = {
  everything: [],
  alone: ALONE,
  api: [...ALONE, 'issuer'],
};

/** Settings that are missing beside the others, or for this kind of process. */
export function missingSettings(
  configuration: Configuration,
  kind: ProcessKind,
  variableOf: (property: Property) => string,
): readonly ConfigurationProblem[] {
  const absent = (property: Property) => configuration[property] === undefined;
  const missing = (property: Property, why: string) => ({
    variable: variableOf(property),
    got: 'unset',
    expected: why,
  });
  const beside = TOGETHER.filter(({ given }) => !absent(given)).flatMap(({ given, needs }) =>
    needs.filter(absent).map((property) => missing(property, `a value beside ${variableOf(given)}`)),
  );
  const named = new Set(beside.map(({ variable }) => variable));
  const needed = NEEDED[kind]
    .filter(absent)
    .map((property) => missing(property, 'a value: a process that runs alone shares it with the others'))
    .filter(({ variable }) => !named.has(variable));
  return [...beside, ...needed, ...tooFewReplicas(configuration, variableOf)];
}

function tooFewReplicas(
  { kafkaMinInSync, kafkaReplicas }: Configuration,
  variableOf: (property: Property) => string,
): readonly ConfigurationProblem[] {
  if (kafkaMinInSync <= kafkaReplicas) return [];
  const expected = `at most ${variableOf('kafkaReplicas')} (${kafkaReplicas})`;
  return [{ variable: variableOf('kafkaMinInSync'), got: String(kafkaMinInSync), expected }];
}
