import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SANDBOX_CLIENTS, sandboxSecret } from '#apps/sandbox/identity-provider/people.js';
import { serviceToken, signIn } from '#apps/sandbox/identity-provider/sign-in.js';
import { FACT_OWNERS } from '#contracts/fact-owners.js';
import { factType, type InboundKind } from '#contracts/schemas/fact-event.js';
import { projectFile } from '#runtime/project-file.js';
import { type ApiDocument, type Operation, operationsOf } from '../fuzz/document.js';
import { fetchSchemathesis, schemathesis } from '../services/schemathesis.js';
import { type Launched, launch } from '../support/launch.js';
import { schemathesisConfiguration, STREAM } from './configuration.js';
import { type Known, OFFICER, type Seed, seed } from './seed.js';
import { answered, type Tally, tallied } from './tally.js';

/** Requests made up for each operation a caller may use; more by hand or at night. */
const EXAMPLES = Number(process.env['SCHEMATHESIS_EXAMPLES'] ?? 10);
/** The requests are the same each time, so that what fails here fails because of the change. */
const SEED = Number(process.env['SCHEMATHESIS_SEED'] ?? 20_261_202);

/** Operations no request of a tester can be answered by, and why. */
const NEVER_RIGHT: Readonly<Record<string, string>> = {
  [`GET ${STREAM}`]: 'does not end: apps/api/testing/live.suite.ts follows it',
  'GET /openapi.json': 'is what schemathesis reads: it leaves it out itself',
  'POST /v1/applications/{id}/decision': 'only while the one who decides holds the case',
  'POST /v1/applications/{id}/review': 'names the revision it is about, whatever that is by then',
  'POST /v1/applications/{id}/refund': 'gives back money that was paid and is not in use',
  'POST /v1/sadad/refunds': 'tells of a refund that was asked for',
  'POST /v1/applications/{id}/information-request': 'a case is decided before somebody asks about it',
  'POST /v1/applications/{id}/information': 'answers such a question',
  'POST /v1/applications/{id}/reopening': 'takes back what another officer decided',
  'POST /v1/applications/{id}/credentials/{credentialId}/replacement':
    'needs a revoked identity whose ground was put right: apps/api/testing/replacement.suite.ts',
  'GET /v1/applications/{id}/claims':
    'a case is decided before somebody looks: apps/api/testing/claims.suite.ts',
  'GET /v1/applications/{id}/number-holder':
    'needs a number that another holds: apps/api/testing/claims.suite.ts',
  'POST /v1/applications/{id}/number-holder': 'as above',
  'POST /v1/operations/erasures/{subject}/confirm': 'needs another operator than the one who asked',
  'POST /v1/operations/erasures/{subject}/cancel': 'needs an erasure that goes on',
  'GET /v1/operations/erasures/{subject}': 'as above',
  'GET /v1/operations/parked/{model}/{key}': 'nothing is held up: apps/api/testing/parked.suite.ts',
  'POST /v1/operations/parked/{model}/{key}/replay': 'as above',
  'POST /v1/operations/parked/{model}/{key}/discard': 'as above',
};

const UNLIMITED = Object.fromEntries(
  [
    'TRACKING_PER_NUMBER',
    'TRACKING_PER_ADDRESS',
    'TRACKING_IN_ALL',
    'EDITS_PER_CALLER',
    'REQUESTS_PER_ADDRESS',
    'REQUESTS_UNPROVEN',
    'REQUESTS_APPLICANT',
    'REQUESTS_OFFICER',
    'REQUESTS_ANALYST',
    'REQUESTS_OPERATOR',
    'REQUESTS_SERVICE',
  ].map((name) => [`HAWIYA_${name}`, '1000000']),
);

const FETCHING_MS = 300_000;
/** Of one caller, by far: an example takes milliseconds. */
const LONGEST_MS = 300_000 + EXAMPLES * 12_000;
jest.setTimeout(LONGEST_MS + 10_000);

interface Caller {
  readonly role: string | undefined;
  readonly token: string | undefined;
  readonly known: Known;
}

const CALLERS = ['nobody', 'applicant', 'newcomer', 'leaving', OFFICER, 'analyst-sara', 'operator-omar'];
/** One of each role, and of the services SADAD, whose routes are its own. */
const EACH_ROLE = ['nobody', 'applicant', OFFICER, 'analyst-sara', 'operator-omar', 'sadad'];
const EACH_SERVICE = SANDBOX_CLIENTS.map(({ id }) => id);
/** It takes minutes: at night everybody asks, and one of each role tries every boundary. */
const AT_NIGHT = process.env['SCHEMATHESIS_THOROUGH'] === 'all';
const THOROUGH = AT_NIGHT ? EACH_ROLE : ['applicant', 'sadad'];
/** By day one of those that tell facts: they share their routes. */
const SERVICES = AT_NIGHT ? EACH_SERVICE : ['labour', 'sadad'];

/** The kinds of facts that are a service's own to tell. */
function factTypesOf(name: string): readonly string[] {
  const kinds = Object.keys(FACT_OWNERS) as InboundKind[];
  return kinds.filter((kind) => FACT_OWNERS[kind].includes(name)).map(factType);
}

/** What one applicant may do once is done by another than asks about everything else. */
function sparedBy(name: string, own: readonly Operation[]): readonly string[] {
  if (name === 'applicant') return ['POST /v1/applications/{id}/withdraw'];
  if (name !== 'newcomer') return [];
  return own
    .map(({ method, path }) => `${method} ${path}`)
    .filter((one) => !one.endsWith('/v1/applications'));
}

/** The standalone service as `npm start` runs it, asked by a tester that reads its OpenAPI document, as each caller. */
describe('schemathesis', () => {
  let folder: string;
  let service: Launched;
  let url: string;
  let issuer: string;
  let document: ApiDocument;
  let seeded: Seed;

  beforeAll(async () => {
    await fetchSchemathesis();
    folder = await mkdtemp(join(tmpdir(), 'hawiya-schemathesis-'));
    service = launch(
      [process.execPath, '--enable-source-maps', projectFile('dist/apps/standalone/main.js')],
      {
        environment: {
          PATH: process.env['PATH'],
          HAWIYA_DATA: join(folder, 'data'),
          HAWIYA_ERASURES_FILE: join(folder, 'erasures.jsonl'),
          HAWIYA_PORT: '0',
          HAWIYA_SANDBOX_PORT: '0',
          HAWIYA_LOG_FORMAT: 'json',
          // A tester asks more often than anybody may, and is told so: what is behind that is to be seen.
          ...UNLIMITED,
        },
        stderr: 'lines',
      },
    );
    [, url = ''] = (await service.sees(/API {6}(http\S+)\/docs/)) ?? [];
    [, issuer = ''] = (await service.sees(/sign-in {2}(http\S+)/)) ?? [];
    document = (await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument; // the service's own word
    seeded = await seed(url, issuer);
  }, FETCHING_MS);

  afterAll(async () => {
    service.signal('SIGTERM');
    await service.ended;
    await rm(folder, { recursive: true });
  });

  const callerNamed = async (name: string): Promise<Caller> => {
    const { applicant, newcomer, leaving, others } = seeded;
    if (name === 'nobody') return { role: undefined, token: undefined, known: others };
    if (name === 'applicant') return { role: name, ...applicant };
    if (name === 'newcomer') return { role: 'applicant', ...newcomer };
    if (name === 'leaving') return { role: 'applicant', ...leaving };
    if (EACH_SERVICE.includes(name))
      return { role: 'service', token: await serviceToken(issuer, name, sandboxSecret(name)), known: others };
    return { role: name.split('-')[0], token: await signIn(issuer, name), known: others };
  };

  /** Operations some caller got an answer in the 200s of. */
  const reached = new Set<string>();

  /** @throws Error with all it found */
  const run = async (name: string): Promise<{ readonly own: readonly string[]; readonly tally: Tally }> => {
    const { role, token, known } = await callerNamed(name);
    const isOwn = ({ roles }: Operation) =>
      roles.length === 0 || (role !== undefined && roles.includes(role));
    const all = operationsOf(document);
    const own = all.filter(isOwn);
    const foreign = all.filter((one) => !isOwn(one));
    const [configuration, KNOWN, TALLY] = ['config.toml', 'known.json', 'tally.json'].map((file) =>
      join(folder, `${name}-${file}`),
    ) as [string, string, string]; // one for each
    await writeFile(
      configuration,
      schemathesisConfiguration({
        token,
        thorough: THOROUGH.includes(name),
        foreign,
        spared: sparedBy(name, own),
        examples: EXAMPLES,
        seed: SEED,
      }),
    );
    await writeFile(KNOWN, JSON.stringify({ ...known, name, factTypes: factTypesOf(name) }));
    const { found, said } = await schemathesis({
      document: `${url}/openapi.json`,
      configuration,
      environment: { KNOWN, TALLY },
      longestMs: LONGEST_MS,
    });
    const tally = JSON.parse(await readFile(TALLY, 'utf8')) as Tally; // hooks.py writes it
    process.stderr.write(`schemathesis as ${name.padEnd(15)} ${tallied(tally)}\n`);
    const names = own.filter(({ roles }) => roles.length > 0).map(({ method, path }) => `${method} ${path}`);
    for (const one of Object.keys(tally)) if (answered(tally, 2, [one]) > 0) reached.add(one);
    if (found) throw new Error(said);
    return { own: names, tally };
  };

  it.each([...CALLERS, ...SERVICES])(
    'finds no fault and no answer that is not described, as %s',
    async (name) => {
      const { own, tally } = await run(name);
      // Without an answer of substance it would be a test of refusals. A service of whose facts none was made up has
      // nothing to read: that somebody's are taken is seen below.
      const names = own.length === 0 ? undefined : own;
      if (!SERVICES.includes(name)) expect(answered(tally, 2, names)).toBeGreaterThan(0);
    },
  );

  it('got a right answer of every operation, but for those nothing can be made for through HTTP', () => {
    const all = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
    expect(all.filter((one) => !reached.has(one) && !(one in NEVER_RIGHT))).toEqual([]);
  });
});
