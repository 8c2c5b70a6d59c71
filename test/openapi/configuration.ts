import type { Operation } from '../fuzz/document.js';

/** The operation whose answer does not end. */
export const STREAM = '/v1/applications/{id}/stream';

export interface TesterOptions {
  /** Of whoever asks; undefined: nobody who is signed in. */
  readonly token: string | undefined;
  /** Whether the boundaries the document states are tried, too. */
  readonly thorough: boolean;
  /** Those the caller may not use. */
  readonly foreign: readonly Operation[];
  /** Operations that are left to another caller. */
  readonly spared: readonly string[];
  /** Requests made up for each of the others. */
  readonly examples: number;
  readonly seed: number;
}

/** What a request that is wrong, or lacks a header, may be answered with. */
const ANSWERS_TO_INVALID = [
  '400',
  '401',
  '403',
  '404',
  '405',
  '406',
  '409',
  '412',
  '414',
  '415',
  '422',
  '428',
];

/** What a valid request may be answered with: refusals that a schema cannot tell of (ADR 0036), never 400 or 415. */
const ANSWERS_TO_VALID = '2xx 3xx 401 403 404 409 412 414 422 428 429 503'.split(' ');

/** schemathesis's configuration (TOML, in which a JSON text is a text and a list of them a list). */
export function schemathesisConfiguration({
  token,
  thorough,
  foreign,
  spared,
  examples,
  seed,
}: TesterOptions): string {
  const names = foreign.map(({ method, path }) => `${method} ${path}`);
  const mayStream = !foreign.some(({ path }) => path === STREAM);
  return `
seed = ${seed}
continue-on-failure = true
cache.enabled = false
request-timeout = 20
warnings = false
suppress-health-check = ["all"]

[headers]
${token === undefined ? '' : `Authorization = ${JSON.stringify(`Bearer ${token}`)}`}

[generation]
database = "none"
max-examples = ${examples}

[phases.coverage]
enabled = ${thorough}

[phases.stateful]
max-steps = 4

[phases.stateful.generation]
max-examples = ${examples}

[checks.positive_data_acceptance]
expected-statuses = ${JSON.stringify(ANSWERS_TO_VALID)}

[checks.negative_data_rejection]
expected-statuses = ${JSON.stringify(ANSWERS_TO_INVALID)}

[checks.missing_required_header]
expected-statuses = ${JSON.stringify(ANSWERS_TO_INVALID)}

# What the caller may not use is asked for once each way; what they may, thoroughly.
[[operations]]
include-name = ${JSON.stringify(names)}
generation.max-examples = 1
phases.coverage.enabled = false

${[...spared, ...(mayStream ? [`GET ${STREAM}`] : [])]
  .map((name) => `[[operations]]\ninclude-name = ${JSON.stringify(name)}\nenabled = false\n`)
  .join('\n')}
`;
}
