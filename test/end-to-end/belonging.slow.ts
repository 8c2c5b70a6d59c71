import { randomBytes } from 'node:crypto';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { PROCESS_MANAGER_GROUP } from '#apps/process-manager/group.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { newLogId, readLogIdentity } from '#event-sourcing/identity/identity-stream.js';
import { verifyLog } from '#event-sourcing/verify.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';
import { startChild } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { copyFormerFolder, formerCases } from '../support/former-release.js';
import { HttpClient } from '../support/http.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(60_000);

const MAIN = new URL('../../apps/standalone/main.ts', import.meta.url);

describe('a service whose parts do not belong together', () => {
  const folder = temporaryFolders();
  let data: string;
  let mint: TokenMint;
  const running: Standalone[] = [];

  const configuration = (settings: Readonly<Record<string, string>> = {}, of = data) =>
    readConfiguration({ HAWIYA_DATA: of, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer, ...settings });
  const start = async (settings: Readonly<Record<string, string>> = {}, of = data) => {
    const service = await startStandalone(configuration(settings, of), { logger: silentLogger() });
    running.push(service);
    return service;
  };
  const stop = async () => {
    for (const service of running.splice(0)) await service.close();
  };
  /** Starts it and stops it again: from then on it knows which parts belong together. */
  const adopt = async (of = data) => {
    await start({}, of);
    await stop();
    const found = await inLog(of);
    if (found.identity === undefined) throw new Error('it was not given an identity');
    return { ...found, identity: found.identity };
  };
  /** The one line of a refused start, after which the log is as it was. */
  const refused = async (settings: Readonly<Record<string, string>> = {}): Promise<string> => {
    const before = await inLog();
    const line = await start(settings).then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    expect(line).toMatch(/^MismatchError: [^\n]*$/);
    expect(await inLog()).toEqual(before);
    return line;
  };
  const inLog = async (of = data) => {
    const store = await openEmbeddedEventStore({ path: join(of, 'event-store') });
    try {
      return { identity: await readLogIdentity(store), last: await store.lastPosition() };
    } finally {
      await store.close();
    }
  };
  const exchange = async (part: string, from: string) => {
    await rm(join(data, part), { recursive: true });
    await cp(join(from, part), join(data, part), { recursive: true });
  };
  /** In a process of its own. */
  const startedApart = (more: Readonly<Record<string, string>>) => {
    const settings = { HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer, ...more };
    return startChild(MAIN, [], settings, { stderr: 'lines' });
  };
  /** At a crash point, as a power cut would. */
  const killedAt = async (point: string, settings: Readonly<Record<string, string>> = {}) => {
    expect(await startedApart({ HAWIYA_CRASH_AT: point, ...settings }).ended).toBe('SIGKILL');
  };
  const pairIn = (line: string) => / HAWIYA_ACCEPT_PARTS=(\S+)/.exec(line)?.[1] ?? '';

  beforeEach(async () => {
    data = join(await folder(), 'data');
    mint = await startTokenMint();
    await copyFormerFolder(data);
  });
  afterEach(async () => {
    await stop();
    await mint.close();
  });

  it('starts when they do: the folder of the former release is adopted, once', async () => {
    const { identity } = await adopt();
    expect((await adopt()).identity).toEqual(identity);
    const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    expect((await verifyLog(store)).problems).toEqual([]);
    await store.close();
  });

  it.each(['parts.identified', 'parts.between-records'])(
    'killed at %s, has one identity, which everybody knows by the next start',
    async (point) => {
      await killedAt(point);
      const before = await inLog();
      expect(before.identity).toBeDefined();
      expect((await adopt()).identity).toEqual(before.identity);
      expect((await adopt()).identity).toEqual(before.identity);
    },
  );

  it.each(['accept.before-reset', 'accept.after-reset', 'accept.after-keys', 'accept.after-log'])(
    'killed at %s, goes on where the acceptance was',
    async (point) => {
      const { identity: later } = await adopt();
      const former = await folder();
      await copyFormerFolder(former);
      await exchange('event-store', former);
      const HAWIYA_ACCEPT_PARTS = pairIn(await refused());
      await killedAt(point, { HAWIYA_ACCEPT_PARTS });
      if (point !== 'accept.after-log') {
        expect((await inLog()).identity).toBeUndefined();
        expect(pairIn(await refused())).toBe(HAWIYA_ACCEPT_PARTS);
        await start({ HAWIYA_ACCEPT_PARTS });
        await stop();
      }
      const { identity } = await adopt();
      expect(identity.keys).toBe(later.keys);
      expect(identity.log).not.toBe(later.log);
    },
  );

  it('is not started beside a log of the former release whose keys are gone', async () => {
    await rm(join(data, 'keys'), { recursive: true });
    expect(await refused()).toContain(
      'know none of those that the newest 100 sealed events of a log without an id',
    );
  });

  it('is not started when the keys are gone, or those of another one, and starts with the right ones', async () => {
    const { identity } = await adopt();
    const [apart, other] = [await folder(), join(await folder(), 'other')];
    await mkdir(other);
    const { identity: theirs } = await adopt(other);
    await cp(join(data, 'keys'), join(apart, 'keys'), { recursive: true });

    await rm(join(data, 'keys'), { recursive: true });
    const line = await refused();
    expect(line).toContain(
      `the log ${identity.log} was sealed with the keys ${identity.keys}, and these are the keys `,
    );
    expect(pairIn(line)).toMatch(new RegExp(`^${identity.log}:[0-9a-f]{12}$`));
    // Accepted or not: nobody would be recognised, since what people are named with is gone, too.
    expect(await refused({ HAWIYA_ACCEPT_PARTS: pairIn(line) })).toContain('HAWIYA_SUBJECT_SECRET');

    await exchange('keys', other);
    expect(await refused()).toContain(`these are the keys ${theirs.keys}`);
    await exchange('keys', apart);
    await start();
  });

  it('is not started with another secret that people are named with', async () => {
    await adopt();
    const line = await refused({ HAWIYA_SUBJECT_SECRET: randomBytes(32).toString('hex') });
    expect(line).toContain('names people with another secret than HAWIYA_SUBJECT_SECRET');
    expect(line).not.toContain('HAWIYA_ACCEPT_PARTS');
  });

  it('is not started on the database of another log', async () => {
    await adopt();
    const other = join(await folder(), 'other');
    const { identity: theirs } = await adopt(other);
    await exchange('mongo', other);
    expect(await refused()).toContain(`was made from the log ${theirs.log}`);
  });

  it('is not started beside another log, or an empty one', async () => {
    const { identity } = await adopt();
    await rm(join(data, 'event-store'), { recursive: true });
    expect(await refused()).toContain(
      `the keys ${identity.keys} belong to the log ${identity.log}, and this is an empty log`,
    );
  });

  it('goes on with a log that was put back to an earlier day once that is accepted: all is made anew', async () => {
    const { identity } = await adopt();
    const former = await folder();
    await copyFormerFolder(former);
    await exchange('event-store', former);
    const line = await refused();
    expect(line).toContain(`belong to the log ${identity.log}, and this is a log without an id`);
    const service = await start({ HAWIYA_ACCEPT_PARTS: pairIn(line) });
    const http = new HttpClient(service.url);
    await eventually(async () => (await http.ask('GET', '/health/ready')).status === 200, {
      deadlineMs: 20_000,
      what: 'being ready',
    });
    const officer = await mint.staff('officer', 'noura');
    for (const { applicationId } of (await formerCases()).values())
      expect(await http.ask('GET', `/v1/applications/${applicationId}`, { token: officer })).toMatchObject({
        status: 200,
      });
    http.close();
    await stop();
    const found = await inLog();
    expect(found.identity).toMatchObject({ keys: identity.keys, subjects: identity.subjects });
    expect(found.identity?.log).not.toBe(identity.log);
    const parts = await openParts(configuration(), silentLogger());
    const models = readModelRuntimes(
      { ...parts, visibility: { written: () => undefined } },
      () => UNOBSERVED,
    );
    for (const model of models) expect(await model.verify()).toMatchObject({ differing: 0 });
    const position = await parts.store.lastPosition();
    expect(await parts.checkpoints.load('distributor')).toMatchObject({ position });
    await parts.close();
    // The setting holds once, and does no harm when it stays.
    await start({ HAWIYA_ACCEPT_PARTS: pairIn(line) });
    await stop();
    expect((await inLog()).identity).toEqual(found.identity);
  });

  it('ends as a process with that line and exit code 2', async () => {
    await adopt();
    await rm(join(data, 'keys'), { recursive: true });
    const child = startedApart({ HAWIYA_LOG_LEVEL: 'error' });
    expect(await child.ended).toBe(2);
    expect(child.lines).toHaveLength(1);
    expect(child.lines[0]).toMatch(
      /^hawiya: the log [0-9a-f-]{36} was sealed with the keys [0-9a-f]{12}, and these/,
    );
  });

  it('ends as a process when its topic has messages of another log, and goes past them once told to', async () => {
    const { identity } = await adopt();
    const other = newLogId();
    const topics = await openEmbeddedDistribution({ path: join(data, 'topics') });
    await topics.publish(EVENTS_TOPIC, [{ key: 'a', headers: { ce_logid: other }, value: new Uint8Array() }]);
    const behind = () => topics.lag(EVENTS_TOPIC, PROCESS_MANAGER_GROUP);
    const before = await behind();
    await topics.close();
    const child = startedApart({ HAWIYA_LOG_LEVEL: 'error' });
    expect(await child.ended).toBe(2);
    const [line = '', ...more] = child.lines;
    expect(more).toEqual([]);
    expect(line).toContain(
      `is of the log ${other}, and this is the log ${identity.log}; nothing of it was applied`,
    );
    const again = await openEmbeddedDistribution({ path: join(data, 'topics') });
    expect(await again.lag(EVENTS_TOPIC, PROCESS_MANAGER_GROUP)).toEqual(before);
    await again.close();
    const service = await start({ HAWIYA_ACCEPT_PARTS: pairIn(line) });
    const http = new HttpClient(service.url);
    const stepped = `hawiya_events_of_other_logs_total{group="${PROCESS_MANAGER_GROUP}",reason="accepted"} 1`;
    await eventually(async () => String((await http.ask('GET', '/metrics')).body).includes(stepped), {
      deadlineMs: 20_000,
      what: 'stepping over it',
    });
    http.close();
  });
});
