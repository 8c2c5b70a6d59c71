import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Nginx, startNginx } from '#test/services/nginx.js';
import { nginxProgram } from '#test/services/nginx-program.js';
import { ApplicantInTest } from './testing/applicant.js';
import { DETAILS, iqama, people } from './testing/residents.js';
import { runningApi, type RunningApi } from './testing/running-api.js';
import { StreamReader } from './testing/stream-reader.js';

const program = await nginxProgram();
if ('missing' in program) process.stderr.write(`left out, the service behind nginx: ${program.missing}\n`);
const whereThereIsOne = 'missing' in program ? describe.skip : describe;

const WRONG_DIGITS_PER_ADDRESS = 2;

whereThereIsOne('behind an nginx that compresses', () => {
  let api: RunningApi;
  let nginx: Nginx;

  beforeAll(async () => {
    if ('missing' in program) throw new Error(program.missing);
    const settings = {
      HAWIYA_TRUSTED_PROXIES: '127.0.0.1',
      HAWIYA_HEARTBEAT_MS: '100',
      HAWIYA_TRACKING_PER_ADDRESS: String(WRONG_DIGITS_PER_ADDRESS),
    };
    api = await runningApi(settings, people(4));
    nginx = await startNginx(program, { port: Number(new URL(api.url).port) });
  });
  afterAll(async () => {
    await nginx?.dispose();
    await api?.close();
  });

  const send = async (
    { login }: ApplicantInTest,
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
  ) =>
    fetch(nginx.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await api.token(login)}`,
        'accept-encoding': 'gzip',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('a tag that compressing made weak is what a review is declared on, and answered with 304', async () => {
    const resident = new ApplicantInTest(api, 1);
    await resident.start();
    await resident.details();
    const sheet = await send(resident, resident.path('/review'));
    expect(sheet.headers.get('content-encoding')).toBe('gzip');
    const tag = String(sheet.headers.get('etag'));
    expect(tag).toMatch(/^W\/"1-[0-9a-f]{16}"$/);
    expect(await sheet.json()).toMatchObject({ revision: 1 });

    const again = await send(resident, resident.path('/review'), { headers: { 'if-none-match': tag } });
    expect([again.status, await again.text()]).toEqual([304, '']);

    const declare = async (ifMatch: string, key: string) => {
      const headers = { 'if-match': ifMatch, 'idempotency-key': key };
      const body = { declaration: true };
      return (await send(resident, resident.path('/review'), { method: 'POST', headers, body })).status;
    };
    expect(await declare('W/"0-0123456789abcdef"', 'stale')).toBe(412);
    expect(await declare(tag, 'declared')).toBe(200);
  });

  it('a stream comes as it is written, neither held back nor compressed', async () => {
    const resident = new ApplicantInTest(api, 2);
    await resident.start();
    await resident.status('?minRevision=0');
    const reader = new StreamReader(await send(resident, resident.path('/stream')));
    expect(reader.response.headers.get('content-encoding')).toBeNull();
    await reader.until(({ events }) => events.length === 1);
    await reader.until(({ heartbeats }) => heartbeats > 1);
    await resident.details();
    await reader.until(({ events }) => events.at(-1)?.status['revision'] === 1);
    reader.close();
    await reader.ended;
  });

  it('an address is the same however it is written, and so is the request', async () => {
    const resident = new ApplicantInTest(api, 3);
    await resident.start();
    const id = resident.applicationId;
    const encoded = Array.from(id, (one) => `%${(one.codePointAt(0) ?? 0).toString(16)}`).join('');
    const answers = [];
    for (const one of [id, id.toUpperCase(), encoded]) {
      const headers = { 'idempotency-key': 'details' };
      const path = `/v1/applications/${one}/details`;
      const answer = await send(resident, path, { method: 'PUT', headers, body: DETAILS });
      answers.push([answer.status, await answer.json()]);
    }
    const first = { applicationId: id, revision: 1 };
    expect(answers).toEqual([
      [200, expect.objectContaining({ ...first, repeated: false })],
      [200, expect.objectContaining({ ...first, repeated: true })],
      [200, expect.objectContaining({ ...first, repeated: true })],
    ]);
  });

  it('who guesses digits is stopped by the address nginx saw, whatever the client claims', async () => {
    const resident = new ApplicantInTest(api, 4);
    await resident.start();
    await resident.status('?minRevision=0');
    const path = `/v1/tracking/${resident.trackingNumber}`;
    const wrong = iqama(4).slice(-4) === '0000' ? '1111' : '0000';
    const guess = async (from: string, claims?: string) =>
      tracked(`${nginx.url}${path}`, wrong, from, claims);
    const statuses = [];
    for (let n = 0; n <= WRONG_DIGITS_PER_ADDRESS; n += 1) statuses.push(await guess('127.0.0.2'));
    expect(statuses).toEqual([404, 404, 429]);
    expect(await guess('127.0.0.2', '127.0.0.9')).toBe(429);
    expect(await guess('127.0.0.3')).toBe(404);
  });

  it('takes facts as large as the service does, and not a byte more', async () => {
    const url = `${nginx.url}/v1/facts`;
    const limit = 4_096_000; // HAWIYA_FACTS_BODY_LIMIT
    const headers = {
      authorization: `Bearer ${await api.token('labour')}`,
      'content-type': 'application/cloudevents-batch+json',
    };
    const answer = await fetch(url, { method: 'POST', headers, body: `[${' '.repeat(limit - 2)}]` });
    expect(answer.status).not.toBe(413);
    const tooLarge = await fetch(url, { method: 'POST', headers, body: `[${' '.repeat(limit - 1)}]` });
    // By nginx: the service would close the connection while nginx still sends, and nginx says 502.
    expect(tooLarge.status).toBe(413);
  });
});

/** One guess of the digits, from an address of loopback; the status of the answer. */
async function tracked(url: string, lastFour: string, from: string, claims?: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...(claims !== undefined && { 'x-forwarded-for': claims }),
  };
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers, localAddress: from, agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    })
      .once('error', reject)
      .end(JSON.stringify({ lastFour }));
  });
}
