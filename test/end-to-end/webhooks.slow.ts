import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { Receiver } from '#topics/webhooks/testing/receiver.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { startChild } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { HttpClient } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person } from '../support/people.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

const STANDALONE = new URL('../../apps/standalone/main.ts', import.meta.url);
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const PATIENT = { deadlineMs: 45_000 };

jest.setTimeout(90_000);

describe('a service that is asked by webhook, while the process manager is killed', () => {
  const folder = temporaryFolders();
  let receiver: Receiver;
  let mint: TokenMint;
  let service: Standalone | undefined;

  beforeEach(async () => {
    receiver = await Receiver.open();
    mint = await startTokenMint();
  });
  afterEach(async () => {
    await service?.close();
    service = undefined;
    await Promise.all([receiver.close(), mint.close()]);
  });

  /** Of the person nothing is known but the category. */
  const apply = async (url: string) => {
    const http = new HttpClient(url);
    try {
      const one = person(81);
      const [sadad, passports] = [await mint.service('sadad'), await mint.service('passports')];
      await journey(http, { person: one, token: await mint.applicant(one.identity), sadad, passports });
    } finally {
      http.close();
    }
  };

  it.each([
    ['request.before-publish', 1],
    ['request.after-publish', 1],
    ['webhook.before-delivery', 1],
    ['webhook.after-delivery', 2],
  ])('at %s gets the request: %i POST, under one id', async (point, posts) => {
    const settings = {
      HAWIYA_DATA: await folder(),
      HAWIYA_DEADLINE_LEASE_MS: '2000', // a deadline that a killed process held is free again so soon
      HAWIYA_PORT: '0',
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_WEBHOOKS: `accounts=${receiver.url}`,
      HAWIYA_WEBHOOKS_SECRETS: `accounts=${SECRET}`,
      HAWIYA_WEBHOOKS_TIMEOUT_MS: '1000',
    };
    const crashing = { ...settings, HAWIYA_CRASH_AT: point, HAWIYA_LOG_FORMAT: 'json' };
    const child = startChild(STANDALONE, [], crashing);
    const [, url = ''] = (await child.sees(/listening on (http:\/\/[^\s"]+)/)) ?? [];
    await apply(url);
    expect(await child.ended).toBe('SIGKILL');
    service = await startStandalone(readConfiguration(settings), { logger: silentLogger() });
    const got = () => receiver.received.length === posts;
    await eventually(() => Promise.resolve(got()), { ...PATIENT, what: `${posts} received` });
    const messages = receiver.received.map((received) => Receiver.verified(received, SECRET));
    expect(messages[0]).toMatchObject({ data: { condition: 'account-active', asking: 1 } });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const message of messages) expect(message).toEqual(messages[0]);
  });
});
