import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { type DeadlineDocument, DEADLINES } from '#apps/process-manager/deadlines/deadline-document.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { verifyLog } from '#event-sourcing/verify.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import {
  copyFormerFolder,
  type FormerCase,
  formerCases,
  FORMER_RELEASE_STOPPED,
  asFormerlyTold,
  toldSince,
} from '../support/former-release.js';
import { untilQuiet } from '../faults/quiet.js';
import { type Answer, HttpClient, textIn } from '../support/http.js';
import { eventually } from '../support/eventually.js';
import { journey } from '../support/journey.js';
import { setClock } from '../support/set-clock.js';
import { person, satisfyingFacts } from '../support/people.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(60_000);

const PATIENT = { deadlineMs: 20_000 };

describe('a data folder of release 8e7cdd5', () => {
  const folder = temporaryFolders();
  let data: string;
  let mint: TokenMint;
  let service: Standalone;
  let http: HttpClient;
  let cases: ReadonlyMap<string, FormerCase>;

  const configuration = () =>
    readConfiguration({ HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer });
  const start = async () => {
    service = await startStandalone(configuration(), { logger: silentLogger() });
    http = new HttpClient(service.url);
  };
  const stop = async () => {
    http.close();
    await service.close();
  };
  const of = (name: string): FormerCase => {
    const found = cases.get(name);
    if (found === undefined) throw new Error(`there is no case ${name}`);
    return found;
  };
  const tokenOf = (name: string) => mint.applicant(of(name).person.identity);
  const status = async (name: string): Promise<Answer> =>
    http.ask('GET', `/v1/applications/${of(name).applicationId}`, { token: await tokenOf(name) });
  const reaches = (name: string, phase: string) =>
    eventually(async () => textIn((await status(name)).body, 'phase') === phase, {
      ...PATIENT,
      what: `${name} ${phase}`,
    });
  const told = async (source: string, fact: object) => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const answer = await http.ask('POST', '/v1/facts', {
      token: await mint.service(source),
      headers,
      body: fact,
    });
    expect(answer.status).toBeLessThan(300);
    const { results } = answer.body as { readonly results: readonly { readonly result: string }[] }; // as the OpenAPI document says
    return results.map(({ result }) => result);
  };

  beforeEach(async () => {
    setClock(FORMER_RELEASE_STOPPED);
    data = await folder();
    mint = await startTokenMint();
    cases = await formerCases();
    await copyFormerFolder(data);
  });
  afterEach(async () => {
    await stop();
    await mint.close();
    jest.useRealTimers();
  });

  it('is a log as it was written', async () => {
    const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    expect(await verifyLog(store)).toMatchObject({ problems: [], events: 1100, streams: 197 });
    await store.close();
    await start();
  });

  it('opens: every case is where it was, what was under way ends, and the erased person stays erased', async () => {
    await start();
    for (const [name, { phase }] of cases) {
      if (name === 'erased') continue;
      await reaches(name, phase);
      expect((await status(name)).body).toMatchObject({
        identity: { lastFour: of(name).person.iqamaNumber.slice(-4) },
      });
    }
    const officer = await mint.staff('officer', 'noura');
    const erased = await http.ask('GET', `/v1/applications/${of('erased').applicationId}`, {
      token: officer,
    });
    expect(erased).toMatchObject({ status: 200, body: { phase: 'issued', identity: 'erased' } });
    expect(await http.ask('GET', '/health/ready')).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('goes on: applicants, officers, services and SADAD take up what they had begun', async () => {
    await start();
    // The former release asked nobody for the category, the name and the occupation on record, which decide now.
    for (const name of ['draft-paid', 'action-required', 'claimed']) {
      const facts = satisfyingFacts(of(name).person, FORMER_RELEASE_STOPPED);
      for (const fact of toldSince(facts))
        expect(await told(String(Reflect.get(fact, 'source')).slice(1), fact)).toEqual(['recorded']);
    }
    const draft = `/v1/applications/${of('draft-paid').applicationId}`;
    const token = await tokenOf('draft-paid');
    const headers = { 'if-match': String((await status('draft-paid')).headers['etag']) };
    const reviewed = await http.ask('POST', `${draft}/review`, {
      token,
      headers,
      body: { declaration: true },
    });
    expect(reviewed.status).toBe(200);
    expect((await http.ask('POST', `${draft}/submit`, { token })).status).toBe(200);
    await reaches('draft-paid', 'issued');

    const { identity, n } = of('action-required').person;
    await told('traffic', {
      specversion: '1.0',
      type: 'hawiya.fact.violation-settled.v1',
      source: '/traffic',
      id: `settled/${n}`,
      time: FORMER_RELEASE_STOPPED.toISOString(),
      subject: identity,
      data: { violationId: 'T-9' },
    });
    await reaches('action-required', 'issued');

    const officer = await mint.staff('officer', 'officer-noura');
    const decided = await http.ask('POST', `/v1/applications/${of('claimed').applicationId}/decision`, {
      token: officer,
      body: { decision: 'approve', reason: 'objection-looked-into' },
    });
    expect(decided.status).toBe(200);
    await reaches('claimed', 'issued');

    // Who has an open case is still known, and a slot that no application followed is free.
    const applicant = { kind: 'renewal', iqamaNumber: of('draft').person.iqamaNumber };
    const body = { applicant, category: 'employee', channel: 'app' };
    const second = await http.ask('POST', '/v1/applications', { token: await tokenOf('draft'), body });
    expect(second).toMatchObject({ status: 409, body: { code: 'open-application-exists' } });
    const abandoned = person(70_018);
    const id = await journey(http, {
      person: abandoned,
      token: await mint.applicant(abandoned.identity),
      sadad: await mint.service('sadad'),
      passports: await mint.service('passports'),
    });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('gives a case that waits for somebody’s report a day on which an officer looks at it', async () => {
    await start();
    await reaches('screening', 'screening');
    const before = (await status('screening')).headers['etag'];
    const after = (ms: number) => new Date(FORMER_RELEASE_STOPPED.getTime() + ms);
    jest.setSystemTime(after(120_000));
    await eventually(async () => (await status('screening')).headers['etag'] !== before, PATIENT);
    await reaches('screening', 'screening');
    jest.setSystemTime(after(31 * 86_400_000));
    await reaches('screening', 'in-review');
  });

  it('looks at an open case again, which finds when time alone changes it, and looks at it then', async () => {
    // The folder has a directive's check that is due: it would have every open case screened.
    const parts = await openParts(configuration(), silentLogger());
    await parts.ready;
    const deadlines = parts.connection.collection<DeadlineDocument>(DEADLINES.name);
    await deadlines.deleteMany({ kind: 'directives-check' });
    await parts.close();
    await start();
    type Row = Readonly<Record<string, unknown>>;
    const board = async () =>
      (await status('claimed')).body as { board: readonly Row[]; changesNext: Row | null }; // as documented
    await eventually(async () => (await board()).changesNext !== null, { ...PATIENT, what: 'its dates' });
    const { board: before, changesNext } = await board();
    const { at, conditions } = changesNext as { at: string; conditions: readonly string[] }; // as documented
    const [changing] = conditions;
    const rowIn = (rows: readonly Row[]) => rows.find((row) => row['condition'] === changing);
    const reason = (rowIn(before)?.['becomes'] as Row | undefined)?.['reason'];
    expect(reason).toEqual(expect.any(String));
    expect(Date.parse(at)).toBeGreaterThan(FORMER_RELEASE_STOPPED.getTime());
    expect(rowIn(before)?.['reason']).not.toBe(reason);
    jest.setSystemTime(new Date(at));
    await eventually(async () => rowIn((await board()).board)?.['reason'] === reason, {
      ...PATIENT,
      what: `${changing} ${String(reason)}`,
    });
  });

  it('knows the facts that were told under their own names, and takes corrections of them', async () => {
    await start();
    const { person: resident } = of('issued');
    for (const fact of asFormerlyTold(satisfyingFacts(resident, FORMER_RELEASE_STOPPED))) {
      const source = String(Reflect.get(fact, 'source')).slice(1);
      expect(await told(source, fact)).toEqual(['known']);
    }
    const [residency] = asFormerlyTold(satisfyingFacts(resident, FORMER_RELEASE_STOPPED));
    const otherwise = { ...residency, data: { status: 'final-exit' } };
    const headers = { 'content-type': 'application/cloudevents+json' };
    const token = await mint.service('passports');
    const refused = await http.ask('POST', '/v1/facts', { token, headers, body: otherwise });
    expect(refused).toMatchObject({ status: 409, body: { code: 'fact-conflicts' } });

    // It took effect before what it puts right: were that not put right, it would count.
    const time = new Date(FORMER_RELEASE_STOPPED.getTime() - 200 * 86_400_000).toISOString();
    const correction = {
      ...otherwise,
      id: 'put-right',
      time,
      corrects: `residency-status-changed/${resident.n}`,
    };
    expect(await told('passports', correction)).toEqual(['recorded']);
    await eventually(async () => JSON.stringify((await status('issued')).body).includes('"revoked"'), {
      ...PATIENT,
      what: 'the credential revoked',
    });
  });

  it('is rebuilt: every read model equals the fold of its events before and after', async () => {
    await start();
    await reaches('approved', 'issued');
    // What the start leads to has to be in the log and in the models, or the one is ahead of the other.
    const figures = async () => String((await http.ask('GET', '/metrics')).body);
    expect(await untilQuiet(figures, 20_000)).toBeUndefined();
    await stop();
    const parts = await openParts(configuration(), silentLogger());
    await parts.ready;
    const models = readModelRuntimes(
      { ...parts, visibility: { written: () => undefined } },
      () => UNOBSERVED,
    );
    for (const model of models) {
      expect(await model.verify()).toMatchObject({ differing: 0, differences: [] });
      await model.rebuild();
      expect(await model.verify()).toMatchObject({ differing: 0, differences: [] });
    }
    await parts.close();
    await start();
    for (const [name, { phase }] of cases) if (name !== 'erased') await reaches(name, phase);
  });
});
