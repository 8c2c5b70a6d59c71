import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApplicantInTest } from '#apps/api/testing/applicant.js';
import { people } from '#apps/api/testing/residents.js';
import { runningApi, type RunningApi, until } from '#apps/api/testing/running-api.js';

jest.setTimeout(60_000);

const SETTINGS = {
  HAWIYA_REQUESTS_WINDOW_S: '5',
  HAWIYA_REQUESTS_APPLICANT: '30',
  HAWIYA_REQUESTS_UNPROVEN: '30',
  HAWIYA_EDITS_WINDOW_S: '86400',
  HAWIYA_EDITS_PER_CALLER: '3',
  HAWIYA_TRUSTED_PROXIES: '127.0.0.1',
};

describe('limits of a running service', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await runningApi(SETTINGS, people(6));
  });
  afterAll(() => api.close());

  const mine = (as: string) => api.ask({ as, path: '/v1/applications' });
  const stranger = (from: string) =>
    api.ask({ path: '/v1/applications', headers: { 'x-forwarded-for': from } });

  it('an applicant who asks too often is refused, all others are served, and they too after the window', async () => {
    for (const one of ['r1', 'r2']) expect((await mine(one)).status).toBe(200);
    const flood = await Promise.all(Array.from({ length: 100 }, () => mine('r1')));
    const refused = flood.find(({ status }) => status === 429);
    expect(refused).toMatchObject({ body: { code: 'too-many-requests' } });
    expect(refused?.headers.get('ratelimit-policy')).toBe('"requests-applicant";q=30;w=5');
    const seconds = Number(refused?.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(5);
    expect(flood.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(60);

    expect((await mine('r2')).status).toBe(200);
    expect((await stranger('192.0.2.9')).status).toBe(401);
    await until(
      () => mine('r1'),
      ({ status }) => status === 200,
      15_000,
    );
  });

  it('strangers at one address are refused, those at another are not, nor who is known there', async () => {
    const flood = await Promise.all(Array.from({ length: 100 }, () => stranger('192.0.2.1')));
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect((await stranger('192.0.2.2')).status).toBe(401);
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    expect((await api.ask({ as: 'r2', path: '/v1/applications', headers })).status).toBe(200);
    for (let n = 0; n < 40; n += 1)
      expect((await api.ask({ path: '/health/live', headers })).status).toBe(200);
    await until(
      () => stranger('192.0.2.1'),
      ({ status }) => status === 401,
      15_000,
    );
  });

  it('counts them, and writes few lines of them', async () => {
    const figures = await (await fetch(`${api.url}/metrics`)).text();
    for (const limit of ['requests-applicant', 'requests-unproven'])
      expect(figures).toMatch(new RegExp(`hawiya_http_limit_refusals_total\\{limit="${limit}"\\} [1-9]`));
    const told = api.lines.filter((line) => line.includes('a limit was used up'));
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.length).toBeLessThanOrEqual(8);
  });

  it('changes of an application are so many in a time; the same again is none', async () => {
    const resident = new ApplicantInTest(api, 3);
    await resident.start();
    expect((await resident.details()).status).toBe(200);
    for (let n = 0; n < 4; n += 1) expect((await resident.details()).status).toBe(200);
    for (const kind of ['passport-copy', 'photo']) expect((await resident.document(kind)).status).toBe(201);
    const refused = await resident.document('other');
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-edits-of-yours' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('a person starts so many applications in 24 hours, and is told when again', async () => {
    const restless = new ApplicantInTest(api, 4);
    const patient = (ask: () => ReturnType<typeof mine>) =>
      until(ask, ({ body }) => body['code'] !== 'too-many-requests', 15_000);
    for (let start = 0; start < 10; start += 1) {
      expect((await patient(() => restless.start())).status).toBe(201);
      const withdrawn = await patient(() =>
        restless.post(`/v1/applications/${restless.applicationId}/withdraw`, {}),
      );
      expect(withdrawn.status).toBe(200);
    }
    const refused = await patient(() => restless.start());
    expect(refused).toMatchObject({
      status: 429,
      body: {
        code: 'too-many-starts',
        errors: [{ at: 'application', params: { maxCount: 10, againAt: expect.any(String) } }],
      },
    });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect((await new ApplicantInTest(api, 5).start()).status).toBe(201);
  });
});
