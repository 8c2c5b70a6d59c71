import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { verifyLog } from '#event-sourcing/verify.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import { InProcessVisibility } from '#projections/in-process-visibility.js';
import { type Answer, HttpClient, textIn } from '../support/http.js';
import { eventually } from '../support/eventually.js';
import { journey } from '../support/journey.js';
import { person, satisfyingFacts } from '../support/people.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(60_000);

const logger = createLogger({ level: 'silent', format: 'json' });
describe('the standalone service', () => {
  const folder = temporaryFolders();
  const resident = person(41);
  let data: string;
  let mint: TokenMint;
  let service: Standalone;
  let http: HttpClient;

  const start = async () => {
    service = await startStandalone(settings(data), { logger });
    http = new HttpClient(service.url);
  };
  const stop = async () => {
    http.close();
    await service.close();
  };
  const settings = (path: string, port = '0') =>
    readConfiguration({
      HAWIYA_DATA: path,
      HAWIYA_ERASURES_FILE: join(path, 'erasures.jsonl'),
      HAWIYA_ERASURE_SETTLE_MS: '0',
      HAWIYA_PORT: port,
      HAWIYA_ISSUER: mint.issuer,
    });
  const get = async (path: string, token: string): Promise<Answer> => http.ask('GET', path, { token });

  beforeEach(async () => {
    data = await folder();
    mint = await startTokenMint();
    await start();
  });
  afterEach(async () => {
    await stop();
    await mint.close();
  });

  /** From the facts to the identity; what was seen on the way. */
  const issue = async (token: string): Promise<{ id: string; phases: readonly string[] }> => {
    for (const fact of satisfyingFacts(resident, new Date())) {
      const owner = String(Reflect.get(fact, 'source')).slice(1);
      const headers = { 'content-type': 'application/cloudevents+json' };
      const told = await http.ask('POST', '/v1/facts', {
        token: await mint.service(owner),
        headers,
        body: fact,
      });
      expect(told.status).toBeLessThan(300);
    }
    let submitted = 0;
    const id = await journey(
      http,
      { person: resident, token, sadad: await mint.service('sadad') },
      (step, _, answer) => {
        if (step === 'submit') submitted = Number(textIn(answer.body, 'revision'));
      },
    );
    const followed = follow(`${service.url}/v1/applications/${id}/stream`, token);
    const read = await get(`/v1/applications/${id}?minRevision=${submitted}&waitMs=5000`, token);
    expect(read.status).toBe(200);
    expect(Number(textIn(read.body, 'revision'))).toBeGreaterThanOrEqual(submitted);
    await eventually(async () => {
      const { body } = await get(`/v1/applications/${id}`, token);
      // The decision first, then the fee, then the credential.
      return textIn(body, 'phase') === 'issued' && JSON.stringify(body).includes('"status":"valid"');
    });
    await eventually(() => followed.phases.at(-1) === 'issued', { what: 'issued on the stream' });
    followed.end();
    return { id, phases: followed.phases };
  };

  it('leads a resident to the identity, and keeps all of it over restarts', async () => {
    const token = await mint.applicant(resident.identity);
    const { id } = await issue(token);
    const timeline = await get(`/v1/applications/${id}/timeline`, token);
    const told = JSON.stringify(timeline.body);
    for (const step of ['ApplicationStarted', 'PaymentReceived', 'ApplicationSubmitted', 'IdentityIssued'])
      expect(told).toContain(step);
    const before = await get(`/v1/applications/${id}`, token);
    expect(before.body).toMatchObject({ identity: { lastFour: resident.iqamaNumber.slice(-4) } });
    for (let restart = 0; restart < 2; restart += 1) {
      await stop();
      await start();
      const { body } = await get(`/v1/applications/${id}`, token);
      expect(body).toEqual(before.body);
    }
    const report = await verified(data);
    expect(report).toMatchObject({ problems: [] });
  });

  it('erases a person: what happened remains and is proven, who it was does not, also not by a rebuild', async () => {
    const token = await mint.applicant(resident.identity);
    const { id } = await issue(token);
    const left = {
      ...satisfyingFacts(resident, new Date())[0],
      id: 'left',
      time: new Date(Date.now() - 1_000).toISOString(),
      data: { status: 'final-exit' },
    };
    const headers = { 'content-type': 'application/cloudevents+json' };
    await http.ask('POST', '/v1/facts', { token: await mint.service('passports'), headers, body: left });
    const officer = await mint.staff('officer', 'noura');
    const status = async () => JSON.stringify((await get(`/v1/applications/${id}`, officer)).body);
    await eventually(async () => (await status()).includes('"revoked"'));
    const asked = await http.ask('POST', '/v1/operations/erasures', {
      token: await mint.staff('operator', 'op'),
      body: { identity: resident.identity, reason: 'asked-by-person' },
    });
    expect(asked.status).toBe(201);
    const at = `/v1/operations/erasures/${textIn(asked.body, 'subject')}`;
    const other = await mint.staff('operator', 'other');
    expect((await http.ask('POST', `${at}/confirm`, { token: other })).status).toBe(200);
    await eventually(async () => textIn((await get(at, other)).body, 'phase') === 'completed');
    const after = await get(`/v1/applications/${id}`, officer);
    expect(after.body).toMatchObject({
      phase: 'issued',
      identity: 'erased',
      details: { personal: 'erased' },
      credential: { personal: 'erased' },
    });
    await stop();

    expect(await verifyFolder(data)).toMatchObject({ problems: [] });
    const parts = await openParts(readConfiguration({ HAWIYA_DATA: data }), logger);
    const models = readModelRuntimes({ ...parts, visibility: new InProcessVisibility() }, () => UNOBSERVED);
    for (const model of models) {
      expect(await model.verify()).toMatchObject({ differing: 0, differences: [] });
      await model.rebuild();
      expect(await model.verify()).toMatchObject({ differing: 0, differences: [] });
    }
    await parts.close();
    await start();
    const rebuilt = await get(`/v1/applications/${id}`, officer);
    expect(rebuilt.body).toEqual(after.body);
    expect(JSON.stringify(rebuilt.body)).not.toContain(resident.passport.surname);
  });

  it('refuses a port or a folder that is taken, and leaves nothing running behind', async () => {
    const other = await folder();
    const { port } = new URL(service.url);
    await expect(startStandalone(settings(other, port), { logger })).rejects.toThrow('EADDRINUSE');
    const free = await startStandalone(settings(other), { logger });
    await free.close();
    await expect(startStandalone(settings(data), { logger })).rejects.toThrow(
      `in use by process ${process.pid}`,
    );
  });

  it('ends a stream when the token it was opened with ends', async () => {
    const token = await mint.applicant(resident.identity);
    const { id } = await issue(token);
    const began = Date.now();
    const short = await mint.applicant(resident.identity, 2);
    const followed = follow(`${service.url}/v1/applications/${id}/stream`, short);
    const lasting = follow(`${service.url}/v1/applications/${id}/stream`, token);
    await followed.ended;
    expect(Date.now() - began).toBeGreaterThan(900);
    expect(followed.phases).toContain('issued');
    expect(await Promise.race([lasting.ended.then(() => 'ended'), Promise.resolve('goes on')])).toBe(
      'goes on',
    );
    lasting.end();
    expect(await get(`/v1/applications/${id}`, token)).toMatchObject({ status: 200 });
  });

  it('keeps figures and what readiness found from its clients where it is exposed', async () => {
    const exposed = {
      NODE_ENV: 'production',
      HAWIYA_DATA: await folder(),
      HAWIYA_PORT: '0',
      HAWIYA_MANAGEMENT_PORT: '0',
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_ALLOW_INSECURE: 'http-issuer',
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    };
    const other = await startStandalone(readConfiguration(exposed), { logger });
    const ask = (url: string, path: string) => fetch(`${url}${path}`);
    await eventually(async () => (await ask(other.managementUrl, '/health/ready')).status === 200);
    expect(await (await ask(other.url, '/health/ready')).json()).toEqual({ ok: true });
    expect((await ask(other.url, '/metrics')).status).toBe(404);
    expect(await (await ask(other.managementUrl, '/health/ready')).json()).toMatchObject({
      checks: { projector: { ok: true } },
    });
    const figures = await (await ask(other.managementUrl, '/metrics')).text();
    expect(figures).toContain('hawiya_ready{check="projector"} 1');
    await other.close();
    await expect(ask(other.managementUrl, '/health/live')).rejects.toThrow('fetch failed');
  });

  it('does not let anybody sign in as anybody where it is exposed', async () => {
    const exposed = readConfiguration({
      NODE_ENV: 'production',
      HAWIYA_DATA: await folder(),
      HAWIYA_PORT: '0',
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    });
    await expect(startStandalone(exposed, { logger })).rejects.toThrow('set HAWIYA_ISSUER');
  });

  /** With the service stopped, and started again afterwards. */
  const verified = async (path: string) => {
    await stop();
    const report = await verifyFolder(path);
    await start();
    return report;
  };
});

async function verifyFolder(data: string) {
  const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
  try {
    return await verifyLog(store);
  } finally {
    await store.close();
  }
}

/** The phases a stream of server-sent events tells of, as they come. */
function follow(
  url: string,
  token: string,
): { readonly phases: readonly string[]; readonly ended: Promise<void>; end(): void } {
  const phases: string[] = [];
  let rest = '';
  let over = (): void => undefined;
  const ended = new Promise<void>((resolve) => (over = resolve));
  const outgoing = request(url, { headers: { authorization: `Bearer ${token}` } }, (incoming) => {
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, told] = /^data: (.*)$/m.exec(block) ?? [];
        if (told !== undefined) phases.push(textIn(JSON.parse(told), 'phase'));
      }
    });
    incoming.on('close', over);
    incoming.on('error', () => undefined); // ended by us
  });
  outgoing.on('error', () => undefined); // likewise
  outgoing.end();
  return { phases, ended, end: () => void outgoing.destroy() };
}
