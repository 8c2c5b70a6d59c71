import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { filesHolding } from '#apps/api/testing/files-holding.js';
import { openParts, type Parts } from '#apps/composition/parts.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import type { Subject } from '#decider/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger, silentLogger } from '#runtime/logging/logger.js';
import { everyModel } from '#read-models/models.js';
import { Subjects } from '#use-cases/subjects.js';
import { startChild } from '../support/child.js';
import { copyOfData } from '../support/copy-of-data.js';
import { eventually } from '../support/eventually.js';
import { HttpClient, textIn } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person, satisfyingFacts } from '../support/people.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

const STANDALONE = new URL('../../apps/standalone/main.ts', import.meta.url);
const SECRET = '07'.repeat(32);
const resident = person(61);
const border = 'border:3000000061';
const subjects = new Subjects(Buffer.from(SECRET, 'hex'));
const known: readonly Subject[] = [subjects.of(resident.identity), subjects.of(border)];
/** Somebody wrote it into names that services choose, and nowhere else. */
const NAME = 'KARLSDOTTIR';
const PATIENT = { deadlineMs: 45_000 };

jest.setTimeout(90_000);

/** A person with a former number, an identity that was revoked and a case that was withdrawn: nothing keeps their data. */
describe('erasing a person', () => {
  let template: string;
  let folder: string;
  let mint: TokenMint;
  let service: Standalone;
  let http: HttpClient;
  let cases: readonly string[];

  const settings = (extra: Readonly<Record<string, string>> = {}) => ({
    HAWIYA_DATA: join(folder, 'data'),
    HAWIYA_ERASURES_FILE: join(folder, 'apart', 'erasures.jsonl'),
    HAWIYA_ERASURE_SETTLE_MS: '0',
    HAWIYA_DEADLINE_LEASE_MS: '2000', // a deadline that a killed process held is free again so soon
    HAWIYA_SUBJECT_SECRET: SECRET,
    HAWIYA_PORT: '0',
    HAWIYA_ISSUER: mint.issuer,
    ...extra,
  });
  const lines: string[] = [];
  let running = false;
  const start = async () => {
    const logger = createLogger({ level: 'debug', format: 'json' }, { write: (line) => lines.push(line) });
    service = await startStandalone(readConfiguration(settings()), { logger });
    http = new HttpClient(service.url);
    running = true;
  };
  const stop = async () => {
    if (!running) return;
    running = false;
    http.close();
    await service.close();
  };
  const ask = async (method: string, path: string, token: string, body?: object, headers = {}) => {
    const answer = await http.ask(method, path, { token, headers, ...(body !== undefined && { body }) });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const tell = async (fact: object) =>
    ask(
      'POST',
      '/v1/facts',
      await mint.service(String(Reflect.get(fact, 'source')).split('/')[1] ?? ''),
      fact,
      {
        'content-type': 'application/cloudevents+json',
        'x-correlation-id': `${NAME}.told`,
      },
    );
  /** As a service might name what it tells: after the person. */
  const named = (fact: object) => {
    const { source, id, ...rest } = fact as { readonly source: string; readonly id: string }; // as CloudEvents have
    return { ...rest, source: `${source}/${NAME}`, id: `${NAME} ${id}`, correlationid: `${NAME}.fact` };
  };
  const operator = (id: string) => mint.staff('operator', id);
  const erasures = '/v1/operations/erasures';
  const requested = async () =>
    textIn(
      await ask('POST', erasures, await operator('omar'), { identity: border, reason: 'ordered' }),
      'subject',
    );
  const confirm = async (client: HttpClient) =>
    client.ask('POST', `${erasures}/${known[0]}/confirm`, { token: await operator('huda') });
  const phase = async () =>
    textIn(await ask('GET', `${erasures}/${known[0]}`, await operator('omar')), 'phase');
  const isComplete = () =>
    eventually(async () => (await phase()) === 'completed', { ...PATIENT, what: 'the erasure complete' });
  const isReady = () =>
    eventually(async () => (await http.ask('GET', '/health/ready')).status === 200, {
      ...PATIENT,
      what: 'ready',
    });

  /** With nobody at work on the folder. */
  const withParts = async <T>(use: (parts: Parts) => Promise<T>): Promise<T> => {
    const parts = await openParts(readConfiguration(settings()), silentLogger());
    try {
      return await use(parts);
    } finally {
      await parts.close();
    }
  };
  const documents = ({ connection }: Parts) =>
    Promise.all(everyModel(({ model }) => connection.collection(model.collection).find({}).toArray()));

  /** Nothing of the person can be read, wherever one looks. */
  const nothingIsLeft = (): Promise<void> =>
    withParts(async (parts) => {
      for (const subject of known) expect(await parts.keys.find(subject)).toBeUndefined();
      const log = new EventLog(parts.store, parts.codec);
      const streams = [
        ...cases.map((id) => ({ category: 'application', id }) as const),
        ...known.map((id) => ({ category: 'resident', id }) as const),
      ];
      for (const stream of streams) {
        const events = (await log.history(stream)).map(({ event }) => event);
        const personal = events.filter((event) => 'personal' in event);
        expect(personal.every((event) => event.personal === 'erased')).toBe(true);
      }
      expect(await filesHolding(folder, NAME)).toEqual([]);
      const text = JSON.stringify(await documents(parts));
      expect(text).not.toContain(resident.passport.surname);
      expect(text).not.toContain(resident.iqamaNumber);
      for (const id of cases) expect(text).toContain(id);
    });

  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), 'hawiya-erasure-'));
    folder = template;
    mint = await startTokenMint();
    await start();
    const others = satisfyingFacts(resident, new Date()).map((fact) => ({ ...fact, subject: border }));
    const [residency, ...rest] = others;
    const exam = {
      ...residency,
      type: 'hawiya.fact.medical-exam-reported.v1',
      source: '/medical-centres',
      id: 'exam/61',
      data: { result: 'fit', centre: 'Efada 020', validUntil: '2099-12-31' },
    };
    const entryDate = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
    const entered = {
      ...residency,
      data: { status: 'entered', entryDate, iqamaNumber: resident.iqamaNumber, category: 'employee' },
    };
    const violation = {
      ...residency,
      type: 'hawiya.fact.violation-recorded.v1',
      source: '/traffic',
      id: 'violation',
      data: { violationId: NAME, amount: 1 },
    };
    for (const fact of [entered, exam, violation, ...rest]) await tell(named(fact));
    // Put right, told twice, and contradicted: each of these ways ends without the name, too.
    const settled = {
      ...named(violation),
      type: 'hawiya.fact.violation-settled.v1',
      data: { violationId: NAME },
    };
    const correction = { ...settled, id: `${NAME} settled`, corrects: settled.id };
    expect(await tell(correction)).toMatchObject({ results: [{ id: correction.id, result: 'recorded' }] });
    expect(await tell(correction)).toMatchObject({ results: [{ id: correction.id, result: 'known' }] });
    await expect(tell(settled)).rejects.toThrow('fact-conflicts');
    const first = await journey(http, {
      person: resident,
      token: await mint.applicant(border),
      sadad: await mint.service('sadad'),
      applicant: { kind: 'first-issue', borderNumber: border.slice(7) },
    });
    const officer = await mint.staff('officer', 'noura');
    const status = async (id: string) => JSON.stringify(await ask('GET', `/v1/applications/${id}`, officer));
    const shows = (id: string, text: string) =>
      eventually(async () => (await status(id)).includes(text), { ...PATIENT, what: `${id}: ${text}` });
    await shows(first, '"status":"valid"');
    const token = await mint.applicant(resident.identity);
    const body = {
      applicant: { kind: 'renewal', iqamaNumber: resident.iqamaNumber },
      category: 'employee',
      channel: 'app',
    };
    const second = textIn(await ask('POST', '/v1/applications', token, body), 'applicationId');
    const { passport, sponsorNumber } = resident;
    await ask('PUT', `/v1/applications/${second}/details`, token, {
      period: 12,
      occupation: '2142',
      passport,
      sponsorNumber,
    });
    cases = [first, second];

    const refused = await http.ask('POST', erasures, {
      token: await operator('omar'),
      body: { identity: resident.identity, reason: 'ordered' },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'erasure-blocked' } });
    const codes = (refused.body as { errors: { code: string }[] }).errors.map(({ code }) => code);
    expect(codes.sort()).toEqual(['case-open', 'credential-not-ended']);

    await ask('POST', `/v1/applications/${second}/withdraw`, token, {});
    await tell({
      ...residency,
      subject: resident.identity,
      id: 'left/61',
      time: new Date(Date.now() - 1_000).toISOString(),
      data: { status: 'final-exit' },
    });
    await shows(first, '"revoked"');
    await shows(second, '"withdrawn"');
    expect(await requested()).toBe(known[0]);
    await eventually(async () =>
      JSON.stringify(await ask('GET', erasures, await operator('omar'))).includes('requested'),
    );
    await stop();
    expect(await withParts(async (parts) => JSON.stringify(await documents(parts)))).toContain('ERIKSSON');
    // It never stood anywhere but under the seal, the log of the service included.
    expect(await filesHolding(folder, NAME)).toEqual([]);
    expect(await filesHolding(folder, first)).not.toEqual([]);
    expect(lines.join('')).toContain(first);
    expect(lines.join('')).not.toContain(NAME);
  });
  afterAll(async () => {
    await mint.close();
    await rm(template, { recursive: true });
  });
  beforeEach(async () => {
    folder = await copyOfData(template, 'hawiya-erasure-');
  });
  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true });
  });

  it('needs two operators, and leaves nothing to read', async () => {
    await start();
    const own = await http.ask('POST', `${erasures}/${known[0]}/confirm`, { token: await operator('omar') });
    expect(own).toMatchObject({ status: 403, body: { code: 'erasure-needs-another-operator' } });
    expect(await confirm(http)).toMatchObject({
      status: 200,
      body: { phase: 'confirmed', confirmedBy: 'huda' },
    });
    await isComplete();
    const listed = await ask('GET', erasures, await operator('omar'));
    expect(listed).toMatchObject({
      entries: [{ subject: known[0], reason: 'ordered', requestedBy: 'omar' }],
    });
    await stop();
    await nothingIsLeft();
  });

  it.each([
    'erasure.before-keys',
    'erasure.listed',
    'erasure.between-keys',
    'erasure.before-documents',
    'erasure.between-documents:2',
    'erasure.before-completion',
  ])('killed at %s, is carried to its end by the next start', async (point) => {
    const child = startChild(STANDALONE, [], settings({ HAWIYA_CRASH_AT: point, HAWIYA_LOG_FORMAT: 'json' }));
    const [, url = ''] = (await child.sees(/listening on (http:\/\/[^\s"]+)/)) ?? [];
    const client = new HttpClient(url);
    expect((await confirm(client)).status).toBe(200);
    expect(await child.ended).toBe('SIGKILL');
    client.close();
    await start();
    await isComplete();
    await stop();
    await nothingIsLeft();
  });

  it.each(['erasure.between-slots', 'erasure.slots-closed'])(
    'killed at %s, before it was confirmed, is confirmed by asking again; nobody starts a case meanwhile',
    async (point) => {
      const child = startChild(STANDALONE, [], settings({ HAWIYA_CRASH_AT: point }));
      const [, url = ''] = (await child.sees(/listening on (http:\/\/[^\s"]+)/)) ?? [];
      const client = new HttpClient(url);
      await expect(confirm(client)).rejects.toThrow(/hang up|ECONNRESET/);
      expect(await child.ended).toBe('SIGKILL');
      client.close();
      await start();
      expect(await phase()).toBe('requested');
      const again = await http.ask('POST', '/v1/applications', {
        token: await mint.applicant(resident.identity),
        body: {
          applicant: { kind: 'renewal', iqamaNumber: resident.iqamaNumber },
          category: 'employee',
          channel: 'app',
        },
      });
      expect(again).toMatchObject({ status: 409, body: { code: 'erasure-under-way' } });
      expect(again.headers['retry-after']).toBe('30');
      expect(await confirm(http)).toMatchObject({ status: 200, body: { phase: 'confirmed' } });
      await isComplete();
      await stop();
      await nothingIsLeft();
    },
  );

  it('comes back with no backup: what the list outside of it names is erased again before the service is ready', async () => {
    const backup = join(folder, 'backup');
    await cp(join(folder, 'data'), backup, { recursive: true });
    await start();
    await confirm(http);
    await isComplete();
    await stop();
    await rm(join(folder, 'data'), { recursive: true });
    await cp(backup, join(folder, 'data'), { recursive: true });
    expect(await withParts(({ keys }) => keys.find(known[0] as Subject))).toBeDefined();
    await start();
    await isReady();
    await stop();
    await nothingIsLeft();
  });

  it('comes back with no backup of the read models alone', async () => {
    const backup = join(folder, 'backup');
    await cp(join(folder, 'data', 'mongo'), backup, { recursive: true });
    await start();
    await confirm(http);
    await isComplete();
    await stop();
    await rm(join(folder, 'data', 'mongo'), { recursive: true });
    await mkdir(join(folder, 'data', 'mongo'));
    await cp(backup, join(folder, 'data', 'mongo'), { recursive: true });
    expect(await withParts(async (parts) => JSON.stringify(await documents(parts)))).toContain('ERIKSSON');
    await start();
    await isReady();
    await stop();
    await nothingIsLeft();
  });
});
