import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { CREDENTIAL_WALKS, type WalkDocument } from '#apps/process-manager/walks/walk-document.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { credentialIdOf } from '#use-cases/ids.js';
import { startChild } from '../support/child.js';
import { copyOfData } from '../support/copy-of-data.js';
import { eventually } from '../support/eventually.js';
import { HttpClient } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person, satisfyingFacts } from '../support/people.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

const STANDALONE = new URL('../../apps/standalone/main.ts', import.meta.url);
const HOLDERS = Array.from({ length: 5 }, (_, n) => person(71 + n));
const WALK = 'directive-credentials:D-1:from';
const PATIENT = { deadlineMs: 45_000 };

jest.setTimeout(90_000);

/** Batches of two, two and one. */
describe('a walk over all credentials that is killed', () => {
  let template: string;
  let folder: string;
  let mint: TokenMint;
  let service: Standalone | undefined;
  let cases: readonly string[];

  const settings = (extra: Readonly<Record<string, string>> = {}) => ({
    HAWIYA_DATA: join(folder, 'data'),
    HAWIYA_DEADLINE_LEASE_MS: '2000', // a deadline that a killed process held is free again so soon
    HAWIYA_WALK_BATCH: '2',
    HAWIYA_PORT: '0',
    HAWIYA_ISSUER: mint.issuer,
    ...extra,
  });
  const asked = async <T>(url: string, work: (http: HttpClient) => Promise<T>): Promise<T> => {
    const http = new HttpClient(url);
    try {
      return await work(http);
    } finally {
      http.close();
    }
  };
  const start = async () => {
    service = await startStandalone(readConfiguration(settings()), { logger: silentLogger() });
    return service.url;
  };
  const stop = async () => {
    const was = service;
    service = undefined;
    await was?.close();
  };
  const tell = async (http: HttpClient, source: string, body: object) => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const answer = await http.ask('POST', '/v1/facts', { token: await mint.service(source), headers, body });
    if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const impose = (http: HttpClient) =>
    tell(http, 'directives-desk', {
      specversion: '1.0',
      id: 'd-1',
      source: '/directives-desk',
      type: 'hawiya.fact.directive-imposed.v1',
      time: '2026-02-01T10:00:00+03:00',
      datacontenttype: 'application/json',
      data: {
        directiveId: 'D-1',
        title: { ar: 'إيقاف', en: 'Stop' },
        covers: { nationalities: ['UTO'] },
        from: '2026-02-01T00:00:00+03:00',
        source: 'Official gazette 5000',
        effect: 'stop',
        reachesIssued: true,
      },
    });
  const become = (http: HttpClient, status: string) =>
    eventually(
      async () => {
        for (const id of cases) {
          const { body } = await http.ask('GET', `/v1/applications/${id}`, {
            token: await mint.staff('officer', 'noura'),
          });
          if (!JSON.stringify(body).includes(`"status":"${status}"`)) return false;
        }
        return true;
      },
      { ...PATIENT, what: `every credential ${status}` },
    );

  const noneUnderWay = (http: HttpClient) =>
    eventually(
      async () => {
        const told = String((await http.ask('GET', '/metrics')).body);
        // What every start looks at has had its turn.
        const begun = /reaction_duration_seconds_count\{reaction="walk-credentials"\} [1-9]/.test(told);
        return begun && /^hawiya_process_manager_walk_credentials 0$/m.test(told);
      },
      { ...PATIENT, what: 'every walk finished' },
    );

  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), 'hawiya-walk-'));
    folder = template;
    mint = await startTokenMint();
    cases = await asked(await start(), async (http) => {
      const all: string[] = [];
      for (const one of HOLDERS) {
        for (const fact of satisfyingFacts(one, new Date()))
          await tell(http, String(Reflect.get(fact, 'source')).slice(1), fact);
        const token = await mint.applicant(one.identity);
        all.push(await journey(http, { person: one, token, sadad: await mint.service('sadad') }));
      }
      return all;
    });
    await asked(service?.url ?? '', (http) => become(http, 'valid'));
    await asked(service?.url ?? '', noneUnderWay);
    await stop();
  });
  afterAll(async () => {
    await mint.close();
    await rm(template, { recursive: true });
  });
  beforeEach(async () => {
    folder = await copyOfData(template, 'hawiya-walk-');
  });
  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['walk.before-progress', 0],
    ['walk.after-progress', 2],
    ['walk.before-progress:2', 2],
    ['walk.after-progress:2', 4],
    ['walk.before-progress:3', 4],
    ['walk.after-progress:3', 5],
  ])('at %s goes on where it was, and has looked at each at its end', async (point, before) => {
    const child = startChild(STANDALONE, [], settings({ HAWIYA_CRASH_AT: point, HAWIYA_LOG_FORMAT: 'json' }));
    const [, url = ''] = (await child.sees(/listening on (http:\/\/[^\s"]+)/)) ?? [];
    await asked(url, impose);
    expect(await child.ended).toBe('SIGKILL');
    expect(await walk()).toMatchObject({ done: before });
    const again = await start();
    await asked(again, (http) => become(http, 'suspended'));
    await asked(again, noneUnderWay);
    await stop();
    expect(await walk()).toMatchObject({ done: 5, total: 5, finishedAt: expect.any(String) });
    expect(await suspensions()).toEqual([1, 1, 1, 1, 1]);
  });

  const withParts = async <T>(
    use: (parts: Awaited<ReturnType<typeof openParts>>) => Promise<T>,
  ): Promise<T> => {
    const parts = await openParts(readConfiguration(settings()), silentLogger());
    try {
      return await use(parts);
    } finally {
      await parts.close();
    }
  };
  const walk = () =>
    withParts(({ connection }) =>
      connection.collection<WalkDocument>(CREDENTIAL_WALKS.name).findOne({ _id: WALK }),
    );
  /** How often each credential was suspended. */
  const suspensions = () =>
    withParts(async ({ store, codec }) => {
      const log = new EventLog(store, codec);
      const counts: number[] = [];
      for (const applicationId of cases) {
        const id = credentialIdOf(applicationId as ApplicationId);
        const events = await log.history({ category: 'credential', id });
        counts.push(events.filter(({ event }) => event.type === 'CredentialSuspended').length);
      }
      return counts;
    });
});
