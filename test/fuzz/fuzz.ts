import { HttpClient, textIn } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person, satisfyingFacts, type TestPerson } from '../support/people.js';
import { Random } from '../support/random.js';
import type { TokenMint } from '../support/token-mint.js';
import type { Made } from './breaking.js';
import { type ApiDocument, type Operation, operationsOf } from './document.js';
import { Requests } from './requests.js';
import { Values } from './values.js';
import { Verdict } from './verdict.js';
import { Wire } from './wire.js';

export interface FuzzOptions {
  readonly url: string;
  readonly mint: TokenMint;
  readonly requests: number;
  readonly seed: number;
}

export interface FuzzReport {
  readonly requests: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Each with the request that led to it. */
  readonly findings: readonly string[];
}

const IN_FLIGHT = 8;

/** Sends right and wrong requests to every operation, in every role, and holds each answer against the document. */
export async function fuzz({ url, mint, requests, seed }: FuzzOptions): Promise<FuzzReport> {
  const random = new Random(seed);
  const someone = person(random.between(80_000_000, 89_999_999));
  const tokens = await tokensFor(mint, someone);
  const http = new HttpClient(url);
  const document = (await http.ask('GET', '/openapi.json')).body as ApiDocument; // the service's own word
  const known = await prepare(http, someone, tokens);
  http.close();
  const [verdict, wire] = [new Verdict(document), new Wire(url)];
  const maker = new Requests(new Values(document, random, known), random);
  const statuses: Record<string, number> = {};
  const findings: string[] = [];
  const operations = operationsOf(document);
  const put = async (operation: Operation) => {
    const made = maker.make(operation, tokenFor(operation, tokens, random));
    const finding = await wire.send(made).then(
      (answer) => {
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        return verdict.on(operation, made, answer);
      },
      (error: unknown) => `no answer: ${String(error)}`,
    );
    if (finding !== undefined) findings.push(`${shown(made)}: ${finding.slice(0, 600)}`);
  };
  let sent = 0;
  const sender = async () => {
    while (sent < requests) {
      const operation = operations[sent % operations.length];
      sent += 1;
      if (operation !== undefined) await put(operation);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  wire.close();
  return { requests: sent, statuses, findings };
}

/** The services that report facts. */
const REPORTING = ['passports', 'accounts', 'labour', 'insurance', 'traffic', 'directives-desk'] as const;

type Tokens = Readonly<Record<string, string>>;

async function tokensFor(mint: TokenMint, { identity }: TestPerson): Promise<Tokens> {
  const named = await Promise.all(
    ['sadad', ...REPORTING].map(async (name) => [name, await mint.service(name)] as const),
  );
  return {
    ...Object.fromEntries(named),
    applicant: await mint.applicant(identity),
    officer: await mint.staff('officer', 'officer-1'),
    analyst: await mint.staff('analyst', 'analyst-1'),
    operator: await mint.staff('operator', 'operator-1'),
  };
}

/** A case that exists, so that requests get past "not found". */
async function prepare(http: HttpClient, someone: TestPerson, tokens: Tokens) {
  const { applicant: token = '', sadad = '' } = tokens;
  const [violation] = satisfyingFacts(someone, new Date());
  await http.ask('POST', '/v1/facts', {
    token: tokens['passports'] ?? '',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: violation,
  });
  const id = await journey(http, { person: someone, token, sadad });
  const bill = await http.ask('POST', `/v1/applications/${id}/bill`, { token });
  const { passport, iqamaNumber, identity, sponsorNumber } = someone;
  return {
    id: [id],
    iqamaNumber: [iqamaNumber],
    identity: ['iqama:2000000006', identity],
    subject: [identity],
    sponsorNumber: [sponsorNumber],
    passport: [passport],
    billNumber: [bill.status < 300 ? textIn(bill.body, 'billNumber') : '1234567890123'],
    source: ['/passports', '/labour', '/traffic', '/accounts', '/insurance', '/directives-desk'],
    datacontenttype: ['application/json'],
  } as const;
}

/** Mostly somebody who may; sometimes anybody, or nobody. */
function tokenFor({ path, roles }: Operation, tokens: Tokens, random: Random): string | undefined {
  const names = Object.keys(tokens);
  if (random.chance(0.15)) return tokens[names[random.between(0, names.length)] ?? ''];
  const [role, ...others] = roles;
  if (role === undefined) return undefined;
  const chosen = random.pick([role, ...others]);
  return tokens[
    chosen !== 'service' ? chosen : path.startsWith('/v1/sadad') ? 'sadad' : random.pick(REPORTING)
  ];
}

function shown({ method, path, headers, body }: Made): string {
  const { authorization: _, ...rest } = headers;
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(rest).slice(0, 300)} ${body?.toString('utf8').slice(0, 300) ?? ''}`;
}
