import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { FACT_OWNERS } from '#contracts/fact-owners.js';
import type { InboundKind } from '#contracts/schemas/fact-event.js';
import { filled, INBOUND_KINDS, widestFact } from '#contracts/testing/widest-fact.js';
import { ApplicantInTest } from './testing/applicant.js';
import { DETAILS, iqama, people } from './testing/residents.js';
import { runningApi, type RunningApi, until } from './testing/running-api.js';

jest.setTimeout(300_000);

/** Violations told of one person, and a fifth as many directives; at night 5,000, the most a person is meant to have. */
const VIOLATIONS = Number(process.env['WIDEST_FACTS'] ?? 1_000);
const DIRECTIVES = VIOLATIONS / 5;
/** Facts a condition names (ADR 0037); the others are counted. */
const NAMED = 50;

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi({}, people(INBOUND_KINDS.length + 1));
});
afterAll(() => api.close());

const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();

/** What the board names: a fact's id, or a directive's. */
const LONGEST_ID = filled('', 256);
const LONGEST_DIRECTIVE = filled('', 128);

/** What the log calls it: a name of ours; null for a directive, which keeps its own. */
async function tell(kind: InboundKind, time: string, more: object): Promise<string | null> {
  const event = widestFact(kind, time, { ...more });
  const [as = ''] = FACT_OWNERS[kind];
  const headers = { 'idempotency-key': '', 'content-type': 'application/cloudevents+json' };
  const { status, body } = await api.ask({ as, method: 'POST', path: '/v1/facts', body: event, headers });
  if (status !== 200 || !JSON.stringify(body).includes('"recorded"'))
    throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
  const [result] = body['results'] as readonly { readonly factId: string | null }[]; // as the OpenAPI document says
  return result?.factId ?? null;
}

async function parked(): Promise<unknown> {
  return (await api.ask({ as: 'operator', path: '/v1/operations/parked' })).body['entries'];
}

/** The directives come last: they concern everybody. */
it.each(INBOUND_KINDS.map((kind, index) => [kind, index + 1] as const))(
  'the longest %s there may be is taken in, reacted to and shown, and parks nobody',
  async (kind, n) => {
    const one = new ApplicantInTest(api, n);
    await one.start();
    await one.details({ ...DETAILS, occupation: '5131' });
    // An occupation that needs an examination, so that every kind of fact bears on the case.
    const employment = { occupation: '5131', employer: DETAILS.sponsorNumber, from: '2024-02-01' };
    if (!kind.startsWith('employment-'))
      expect((await one.tell('labour', 'employment-registered', employment)).status).toBe(200);
    for (const document of ['passport-copy', 'photo']) await one.document(document);
    await one.askBill();
    await one.pay();
    await one.declare();
    const aboutCase = kind.startsWith('directive-') ? {} : { subject: `iqama:${iqama(n)}` };
    // A link is to a passport on record, and a directive covers the nationality on record.
    if (kind === 'passport-linked' || kind.startsWith('directive-')) {
      const { mrz: _, ...passport } = DETAILS.passport;
      expect((await one.tell('passports', 'passport-updated', passport)).status).toBe(200);
    }
    const factId = await tell(kind, hours(-1), { ...aboutCase, id: LONGEST_ID, ...ofDirective(kind, false) });
    await tell(kind, hours(1), { ...aboutCase, id: filled('ahead', 256), ...ofDirective(kind, true) });
    await one.post(one.path('/submit'));
    const shown = factId ?? LONGEST_DIRECTIVE;
    const seen = await until(
      () => one.status(),
      ({ body }) =>
        kind === 'directive-lifted' ? body['phase'] !== 'submitted' : rowsOf(body).includes(shown),
    );
    expect(seen.status).toBe(200);
    const lag = /hawiya_process_manager_lag_events\{[^}]*\} (?!0\b)/;
    await until(
      async () => ({
        status: 200,
        headers: new Headers(),
        body: { text: await (await api.send({ path: '/metrics' })).text() },
      }),
      ({ body: { text } }) =>
        String(text).includes('hawiya_process_manager_lag_events{') && !lag.test(String(text)),
    );
    expect(await parked()).toEqual([]);
  },
);

/** Of each kind that there may be many of, as a service may tell them at once. */
async function tellMany(kind: InboundKind, count: number, one: (n: number) => object): Promise<void> {
  const [as = ''] = FACT_OWNERS[kind];
  const headers = { 'idempotency-key': '', 'content-type': 'application/cloudevents-batch+json' };
  for (let told = 0; told < count; told += 250) {
    const body = Array.from({ length: Math.min(250, count - told) }, (_, n) =>
      widestFact(kind, hours(-1), { id: filled(`${told + n} `, 256), ...one(told + n) }),
    );
    const { status, body: answer } = await api.ask({ as, method: 'POST', path: '/v1/facts', body, headers });
    const results = (answer['results'] ?? []) as readonly { readonly result: string }[];
    expect([status, results.filter(({ result }) => result === 'recorded').length]).toEqual([
      200,
      body.length,
    ]);
  }
}

it(`${VIOLATIONS} violations and ${DIRECTIVES} directives with the longest ids are screened, shown and ended`, async () => {
  const n = INBOUND_KINDS.length + 1;
  const one = new ApplicantInTest(api, n);
  await one.goodFacts();
  await one.prepare();
  const subject = `iqama:${iqama(n)}`;
  const [recorded, imposed] = ['violation-recorded', 'directive-imposed'] as const;
  const violation = widestFact(recorded, hours(-1))['data'] as object;
  const directive = widestFact(imposed, hours(-1))['data'] as object;
  await tellMany(recorded, VIOLATIONS, (of) => ({
    subject,
    data: { ...violation, violationId: filled(`${of} `, 128) },
  }));
  await tellMany(imposed, DIRECTIVES, (of) => ({
    data: {
      ...directive,
      directiveId: filled(`${of} `, 128),
      covers: { nationalities: ['IND'] },
      from: hours(-1),
      until: hours(3),
    },
  }));
  expect((await one.post(one.path('/submit'))).status).toBe(200);
  const seen = await until(
    () => one.status(),
    ({ body }) => body['phase'] === 'action-required',
    120_000,
  );
  const rows = seen.body['board'] as readonly {
    readonly condition: string;
    readonly factIds: readonly string[];
    readonly factsLeftOut?: number;
  }[];
  const named = (condition: string) => rows.find((row) => row.condition === condition);
  expect(named('no-violations')?.factIds).toHaveLength(NAMED);
  expect(named('no-violations')?.factsLeftOut).toBe(VIOLATIONS - NAMED);
  // Those of the tests above are in force, too.
  expect(named('directives-met')?.factIds).toHaveLength(NAMED);
  expect(named('directives-met')?.factsLeftOut).toBeGreaterThanOrEqual(DIRECTIVES - NAMED);
  expect((await one.post(one.path('/withdraw'), {})).status).toBe(200);
  await until(
    () => one.status(),
    ({ body }) => body['phase'] === 'withdrawn',
  );
  expect(await parked()).toEqual([]);
});

/** A directive has a time of its own, and is told ahead under an id of its own. */
function ofDirective(kind: InboundKind, ahead: boolean): object {
  if (!kind.startsWith('directive-')) return {};
  const directiveId = ahead ? filled('ahead', 128) : LONGEST_DIRECTIVE;
  if (kind === 'directive-lifted') return { data: { directiveId } };
  const data = widestFact(kind, hours(1))['data'] as object;
  const covers = { nationalities: ['IND'] };
  return { data: { ...data, directiveId, covers, from: hours(ahead ? 2 : -1), until: hours(3) } };
}

function rowsOf(body: Record<string, unknown>): readonly unknown[] {
  return (body['board'] as { readonly factIds: readonly unknown[] }[]).flatMap(({ factIds }) => factIds);
}
