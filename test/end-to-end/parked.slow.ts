import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts, type Parts } from '#apps/composition/parts.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import { eventually } from '../support/eventually.js';
import { HttpClient, textIn } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person, satisfyingFacts, type TestPerson } from '../support/people.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';
import { leaveLaterEvent } from './later-release.js';
import { type EventPlace, OperatorsDesk } from './operators-desk.js';

jest.setTimeout(60_000);

/** Whoever reads the streams of credentials; the other models have nothing to do with the event. */
const HELD_UP = ['application-status', 'applications-report', 'process-manager'] as const;
const PATIENT = { deadlineMs: 20_000 };

describe('an event of a later release', () => {
  const folder = temporaryFolders();
  const [unlucky, other] = [person(41), person(42)];
  let data: string;
  let mint: TokenMint;
  let service: Standalone;
  let http: HttpClient;
  /** The case it is about, which was screened before, and waits for facts. */
  let id: string;
  let event: EventPlace;
  let operator: string;
  let desk: OperatorsDesk;

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
  /** On the service's folder, while it is stopped. */
  const aside = async (work: (parts: Parts) => Promise<void>) => {
    await stop();
    const parts = await openParts(configuration(), silentLogger());
    try {
      await work(parts);
    } finally {
      await parts.close();
      await start();
    }
  };
  const deskOf = (token: string) =>
    new OperatorsDesk(
      () => http,
      () => id,
      token,
    );

  const submitted = async (of: TestPerson) =>
    journey(http, {
      person: of,
      token: await mint.applicant(of.identity),
      sadad: await mint.service('sadad'),
      passports: await mint.service('passports'),
    });
  const facts = async (of: TestPerson) => {
    for (const fact of satisfyingFacts(of, new Date())) {
      const token = await mint.service(String(Reflect.get(fact, 'source')).slice(1));
      const headers = { 'content-type': 'application/cloudevents+json' };
      const told = await http.ask('POST', '/v1/facts', { token, headers, body: fact });
      expect(told.status).toBeLessThan(300);
    }
  };
  const status = async (of: string, query = '') =>
    (await http.ask('GET', `/v1/applications/${of}${query}`, { token: operator })).body;
  /** Once it is visible at all. */
  const reaches = (phase: string, of: string) =>
    eventually(async () => JSON.stringify(await status(of)).includes(`"phase":"${phase}"`), PATIENT);
  /** Places of the events that are told of, e.g. `application.3`. */
  const timeline = async () => {
    const { body } = await http.ask('GET', `/v1/applications/${id}/timeline`, { token: operator });
    const { entries } = body as { readonly entries: readonly { readonly id: string }[] }; // as the OpenAPI document says
    return entries.map((entry) => entry.id);
  };
  /** By model, from `/metrics`. */
  const parkedKeys = async () => {
    const { body } = await http.ask('GET', '/metrics');
    const found = String(body).matchAll(/^hawiya_\w+_parked_keys\{model="([^"]+)"\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, model, keys]) => [model, Number(keys)]));
  };
  /** All facts are there, so the case is decided: of which its status, the report and the process manager do not know. */
  const decided = async () => {
    await facts(unlucky);
    for (const model of HELD_UP) {
      const isThere = async () => (await desk.waiting(model)).events.at(-1)?.type === 'ApplicationApproved';
      await eventually(isThere, { ...PATIENT, what: `the approval behind ${model}` });
    }
  };

  beforeEach(async () => {
    data = await folder();
    mint = await startTokenMint();
    operator = await mint.staff('operator', 'omar');
    desk = deskOf(operator);
    await start();
    id = await submitted(unlucky);
    await reaches('screening', id);
    await aside(async (parts) => {
      event = await leaveLaterEvent(parts, id);
    });
    await eventually(async () => (await desk.heldUp()).length === HELD_UP.length, PATIENT);
  });
  afterEach(async () => {
    await stop();
    await mint.close();
  });

  it('holds up its own case, and nobody else’s', async () => {
    const type = 'CredentialReinstated';
    const parked = { key: id, reason: 'undecodable', event: { ...event, type }, attempts: 0 };
    expect(await desk.heldUp()).toMatchObject(HELD_UP.map((model) => ({ ...parked, model })));
    expect(await parkedKeys()).toEqual({
      'application-status': 1,
      'review-queue': 0,
      'applications-report': 1,
      'process-manager': 1,
      deadlines: 0,
    });
    expect(await http.ask('GET', '/health/ready')).toMatchObject({ status: 200, body: { ok: true } });

    const before = await status(id);
    await decided();
    expect(await status(id)).toEqual(before);
    const minRevision = Number(textIn(before, 'revision')) + 1;
    const asked = await status(id, `?minRevision=${minRevision}&waitMs=100`);
    expect(asked).toMatchObject({ code: 'application-not-visible-yet', revision: minRevision - 1 });

    await facts(other);
    await reaches('issued', await submitted(other));
    expect(await desk.heldUp()).toHaveLength(HELD_UP.length);
  });

  it('is left out when an operator says so: what waited behind it takes effect, in order', async () => {
    await decided();
    for (const model of HELD_UP) {
      const { body } = await desk.replay(model);
      expect(body).toMatchObject({ outcome: 'parked', cause: { reason: 'undecodable', event } });
    }
    expect(await desk.heldUp()).toMatchObject(HELD_UP.map(() => ({ attempts: 1 })));
    const before = await timeline();
    const { count, events } = await desk.waiting('application-status');
    expect(count).toBe(events.length);
    expect(events[0]).toMatchObject(event);
    const waiting = events
      .slice(1)
      .map(({ stream, revision }) => `${stream.replace(`-${id}`, '')}.${revision}`);

    expect((await desk.discard('application-status', event)).body).toMatchObject({ outcome: 'released' });
    const after = await timeline();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after).size).toBe(after.length); // nothing twice
    // By event: a screening has an entry for each finding, `application.7.medical-passed`.
    const entries = after.slice(before.length).map((place) => place.split('.', 2).join('.'));
    const added = [...new Set(entries)];
    expect(added).toEqual(waiting.filter((place) => added.includes(place)));
    expect(added.at(-1)).toBe(waiting.at(-1));
    // That is as far as it goes without the process manager, which has a queue of its own.
    expect(await status(id)).toMatchObject({ phase: 'approved' });
    expect(await parkedKeys()).toMatchObject({ 'application-status': 0, 'process-manager': 1 });

    for (const model of ['applications-report', 'process-manager'])
      expect((await desk.discard(model, event)).body).toMatchObject({ outcome: 'released' });
    await reaches('issued', id);
    expect(await desk.heldUp()).toEqual([]);
    expect(new Set(Object.values(await parkedKeys()))).toEqual(new Set([0]));

    await aside(async (parts) => {
      for (const model of readModelRuntimes(
        { ...parts, visibility: { written: () => undefined } },
        () => UNOBSERVED,
      ))
        expect(await model.verify()).toMatchObject({ differing: 0, differences: [] });
    });
  });

  it('is for operators to see to, and for nobody else', async () => {
    const forbidden = { status: 403, body: { code: 'forbidden' } };
    for (const token of [
      await mint.applicant(unlucky.identity),
      await mint.staff('officer', 'noura'),
      await mint.staff('analyst', 'amal'),
      await mint.service('passports'),
    ]) {
      const stranger = deskOf(token);
      expect(await stranger.list()).toMatchObject(forbidden);
      for (const model of HELD_UP) {
        expect(await stranger.show(model)).toMatchObject(forbidden);
        expect(await stranger.replay(model)).toMatchObject(forbidden);
        expect(await stranger.discard(model, event)).toMatchObject(forbidden);
      }
    }
    expect(await desk.heldUp()).toMatchObject(HELD_UP.map(() => ({ attempts: 0 })));
  });
});
