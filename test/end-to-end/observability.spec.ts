import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { documentedMetrics } from '../support/documented-metrics.js';
import { eventually } from '../support/eventually.js';
import { type ExposedMetric, readExposition } from '../support/exposition.js';
import { type Ask, HttpClient } from '../support/http.js';
import { journey } from '../support/journey.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.js';
import { person, satisfyingFacts } from '../support/people.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(60_000);

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const CORRELATION = '0c6a8de5-3725-4855-8386-d71eac6ccacf';

type Line = Readonly<Record<string, unknown>>;

/** One resident goes all the way, with everything told that can be told. */
describe('what is seen of a case on its way', () => {
  const folder = temporaryFolders();
  const resident = person(77);
  const lines: string[] = [];
  const tokens: string[] = [];
  let mint: TokenMint;
  let collector: OtlpReceiver;
  let service: Standalone;
  let http: HttpClient;
  let exposed: readonly ExposedMetric[] = [];

  beforeAll(async () => {
    [mint, collector] = await Promise.all([startTokenMint(), startOtlpReceiver()]);
    service = await startStandalone(
      readConfiguration({
        HAWIYA_DATA: await folder(),
        HAWIYA_PORT: '0',
        HAWIYA_ISSUER: mint.issuer,
        HAWIYA_OTLP_URL: collector.url,
      }),
      { logger: createLogger({ level: 'trace', format: 'json' }, { write: (line) => lines.push(line) }) },
    );
    http = new HttpClient(service.url);
    tokens.push(await mint.applicant(resident.identity), await mint.service('sadad'));
    try {
      await goAllTheWay();
      await goWrong();
      const { body } = await http.ask('GET', '/metrics');
      exposed = readExposition(String(body));
    } finally {
      http.close();
      await service.close();
    }
  });
  afterAll(async () => {
    await Promise.all([mint.close(), collector.close()]);
  });

  const goAllTheWay = async () => {
    const [token = '', sadad = ''] = tokens;
    for (const fact of satisfyingFacts(resident, new Date())) {
      const headers = { 'content-type': 'application/cloudevents+json' };
      const owner = await mint.service(String(Reflect.get(fact, 'source')).slice(1));
      tokens.push(owner);
      expect((await http.ask('POST', '/v1/facts', { token: owner, headers, body: fact })).status).toBe(200);
    }
    const traced = {
      ask: async (method: string, path: string, ask: Ask = {}) => {
        if (!path.endsWith('/submit')) return http.ask(method, path, ask);
        // What an earlier step leads to may find the case submitted, and then it is that step's trace that goes on.
        await quiet();
        const headers = { traceparent: `00-${TRACE}-${CALLER}-01`, 'x-correlation-id': CORRELATION };
        return http.ask(method, path, { ...ask, headers: { ...ask.headers, ...headers } });
      },
    };
    const id = await journey(traced, { person: resident, token, sadad });
    await eventually(
      async () => {
        const { body } = await http.ask('GET', `/v1/applications/${id}`, { token });
        return JSON.stringify(body).includes('"status":"valid"');
      },
      { deadlineMs: 15_000, what: 'the identity' },
    );
  };

  /** Nothing is on its way, looked at three times in a row: a reaction makes events, which take their way again. */
  const quiet = async () => {
    let looks = 0;
    await eventually(
      async () => {
        const { body } = await http.ask('GET', '/metrics');
        const lags = [...String(body).matchAll(/^hawiya_\w+_lag_events(?:\{.*\})? (\S+)$/gm)];
        looks = lags.length > 4 && lags.every(([, lag]) => lag === '0') ? looks + 1 : 0;
        return looks === 3;
      },
      { deadlineMs: 15_000, what: 'quiet' },
    );
  };

  /** Whatever a caller may send by mistake. */
  const goWrong = async () => {
    const [token = ''] = tokens;
    const { iqamaNumber, identity, passport } = resident;
    const ask = async (method: string, path: string, more: Ask, status: number) =>
      expect([path, (await http.ask(method, path, { token, ...more })).status]).toEqual([path, status]);
    await ask('GET', `/v1/nowhere/${iqamaNumber}?name=${passport.surname}`, {}, 404);
    await ask('POST', '/v1/applications', { body: { applicant: { iqamaNumber }, passport } }, 400);
    await ask('POST', '/v1/facts', { headers: { 'content-type': 'text/plain' }, body: passport }, 415);
    await ask('GET', '/v1/reports/applications', { headers: { 'x-correlation-id': identity } }, 403);
    await ask('GET', '/health/ready', { token: `eyJhbGciOiJFUzI1NiJ9.${passport.number}.x` }, 200);
  };

  const told = (): readonly Line[] => lines.map((line) => JSON.parse(line) as Line);
  const inTrace = () => collector.spans.filter(({ traceId }) => traceId === TRACE);
  /** The span and all it is part of, innermost first. */
  const upFrom = (span: ReceivedSpan | undefined): readonly string[] => {
    const above = span && inTrace().find(({ spanId }) => spanId === span.parentSpanId);
    return span === undefined ? [] : [span.name, ...upFrom(above)];
  };

  it('is one trace, from the request over the topic to what the process manager does', () => {
    const spans = inTrace();
    const request = spans.find(({ name }) => name === 'POST /v1/applications/:id/submit');
    expect(request).toMatchObject({
      service: 'hawiya',
      parentSpanId: CALLER,
      kind: 2,
      attributes: { 'http.response.status_code': 200, 'hawiya.correlation_id': CORRELATION },
    });
    const issued = spans.find(({ name }) => name === 'command credential');
    expect(upFrom(issued)).toEqual([
      'command credential',
      'react issue',
      'command application',
      'react screen',
      'command application',
      'POST /v1/applications/:id/submit',
    ]);
    expect(issued?.attributes).toMatchObject({
      'hawiya.category': 'credential',
      'hawiya.outcome': 'appended',
      'hawiya.attempts': 1,
      'hawiya.correlation_id': CORRELATION,
    });
    expect(issued?.events).toEqual(['loading', 'deciding', 'appending']);
  });

  it('is part of, or linked to, every batch its events were published and folded in', () => {
    const batches = (name: string) =>
      collector.spans.filter(
        (span) =>
          span.name === name && (span.traceId === TRACE || span.links.some((link) => link.startsWith(TRACE))),
      );
    expect(batches('publish')[0]).toMatchObject({ kind: 4 });
    expect(collector.spans.filter(({ name }) => /health|metrics/.test(name))).toEqual([]);
    for (const model of ['application-status', 'review-queue', 'applications-report']) {
      const [first] = batches(`project ${model}`);
      expect(first).toMatchObject({
        kind: 5,
        attributes: {
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'hawiya.events.v1',
          'messaging.consumer.group.name': `projector.${model}`,
        },
      });
    }
  });

  it('can be followed through the log by its correlation id, stage by stage', () => {
    const own = told().filter(({ correlationId }) => correlationId === CORRELATION);
    expect(new Set(own.map(({ msg }) => msg))).toEqual(
      new Set([
        'request answered',
        'command carried out',
        'distributor: event published',
        'projector: event seen',
        'process manager: reaction carried out',
      ]),
    );
    expect(new Set(own.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const about = told().filter((line) => 'event' in line || 'commandId' in line || 'causationId' in line);
    expect(about.filter(({ correlationId }) => typeof correlationId !== 'string')).toEqual([]);
  });

  it('shows nobody who the person is: not the log, not the traces', () => {
    const { iqamaNumber, passport, sponsorNumber } = resident;
    const { number, surname, givenNames, birthDate, mrz = [] } = passport;
    const secrets = [iqamaNumber, number, surname, givenNames, birthDate, ...mrz, sponsorNumber, ...tokens];
    for (const secret of secrets) {
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
      expect(collector.bodies.filter((body) => body.includes(secret))).toEqual([]);
    }
    expect(lines.length).toBeGreaterThan(100);
    expect(told().filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('is counted in the figures that docs/metrics.md lists, and in no others', async () => {
    const documented = await documentedMetrics();
    const ours = ({ name }: { readonly name: string }) => name.startsWith('hawiya_');
    const told = exposed.filter(ours).map(({ name, type, help }) => ({ name, type, help }));
    const listed = documented.filter(ours).map(({ name, type, help }) => ({ name, type, help }));
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
    expect([...told].sort(byName)).toEqual([...listed].sort(byName));
    for (const { name, labels } of documented) {
      const found = exposed.find((metric) => metric.name === name);
      expect([name, found?.labels ?? labels]).toEqual([name, labels]);
      expect([name, found?.type]).not.toContain(undefined);
    }
  });

  it('leaves no id in any label: the number of series has a bound', () => {
    const values = exposed
      .filter(({ name }) => name.startsWith('hawiya_'))
      .flatMap((metric) => metric.values);
    expect(values.length).toBeGreaterThan(100);
    expect(values.filter((value) => /\d{6}|[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{16}/.test(value))).toEqual([]);
  });
});
