import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenedMongo, openMongo } from '#runtime/mongodb/connection.js';
import type { Cause } from '#projections/parked-keys.js';
import { ParkedKeys } from '#projections/parked-keys.js';
import { ApplicantInTest } from './applicant.js';
import { until, type RunningApi } from './running-api.js';

const MODEL = 'application-status';
const PARKED = '/v1/operations/parked';

/** What operators do about documents that are held up. The causes are made up: what parks a key is tested elsewhere. */
export function parkedSuite(running: () => RunningApi): void {
  describe('with the operators', () => {
    let mongo: OpenedMongo;
    let parked: ParkedKeys;
    let key: string;

    beforeAll(async () => {
      const socket = encodeURIComponent(join(running().data, 'mongo.sock'));
      const url = `mongodb://${socket}/?directConnection=true`;
      mongo = openMongo({ url, database: 'hawiya', appName: 'hawiya-test' });
      await mongo.ready;
      parked = new ParkedKeys(mongo.connection, MODEL);
    });
    afterAll(() => mongo.close());
    beforeEach(() => {
      key = randomUUID();
    });

    const operator = (method: string, path: string, body?: object, headers = {}) =>
      running().ask({ as: 'operator', method, path, headers, ...(body !== undefined && { body }) });
    const cause = (stream: string, revision = 0): Cause => ({
      reason: 'undecodable',
      message: 'cannot read it',
      event: {
        stream: stream as (Cause & { event: { stream: never } })['event']['stream'],
        revision,
        type: 'DocumentAttached',
        id: randomUUID(),
        metadata: Buffer.from('{}'),
        data: Buffer.from('"secret"'),
      },
    });
    const park = (by: Cause, waiting: readonly (readonly [string, bigint])[] = []) =>
      parked.park(key, by, new Map(waiting as never));
    const path = (of = key, model = MODEL) => `${PARKED}/${model}/${encodeURIComponent(of)}`;

    it('lists them page by page, and shows what holds one up, without what is in it', async () => {
      const keys = [randomUUID(), randomUUID(), randomUUID()];
      for (key of keys) await park(cause(`application-${key}`));
      const first = await operator('GET', `${PARKED}?model=${MODEL}&limit=2`);
      expect(first.body['entries']).toMatchObject([
        {
          key: keys[0],
          model: MODEL,
          reason: 'undecodable',
          event: { revision: 0, type: 'DocumentAttached' },
        },
        { key: keys[1] },
      ]);
      const next = `${PARKED}?model=${MODEL}&limit=2&cursor=${String(first.body['next'])}`;
      expect((await operator('GET', next)).body).toMatchObject({ entries: [{ key: keys[2] }], next: null });
      expect((await operator('GET', `${PARKED}?model=review-queue`)).body['entries']).toEqual([]);
      expect(await operator('GET', `${PARKED}?cursor=bm9uc2Vuc2U`)).toMatchObject({
        status: 400,
        body: { errors: [{ at: 'query:cursor', code: 'cursor-unknown' }] },
      });
      const shown = await operator('GET', path(String(keys[0])));
      expect(shown.body).toMatchObject({ reason: 'undecodable', attempts: 0, waiting: { count: 0 } });
      expect(JSON.stringify([first.body, shown.body])).not.toContain('secret');
      await parked.releaseAll();
    });

    it('shows what waits in the order of the log, and replays it', async () => {
      const applicant = new ApplicantInTest(running(), 22);
      await applicant.start();
      await applicant.details();
      key = applicant.applicationId;
      await until(
        () => applicant.status(),
        ({ body }) => body['revision'] === 1,
      );
      await park(cause(`application-${key}`), [[`application-${key}`, 1n]]);
      await mongo.connection.collection<{ _id: string }>('application_status').deleteOne({ _id: key });
      expect((await operator('GET', path())).body['waiting']).toMatchObject({
        count: 2,
        events: [
          { type: 'ApplicationStarted', revision: 0 },
          { type: 'DetailsProvided', revision: 1 },
        ],
      });
      const replayed = await operator('POST', `${path()}/replay`);
      expect(replayed.body).toEqual({ model: MODEL, key, outcome: 'released', cause: null });
      expect((await applicant.status()).body['revision']).toBe(1);
      expect((await operator('POST', `${path()}/replay`)).body['code']).toBe('key-not-parked');
    });

    it('leaves out the event that is named, once, and knows the request again', async () => {
      const stream = `application-${key}`;
      await park(cause(stream, 4));
      const body = { reason: 'cannot-be-read', event: { stream, revision: 4 } };
      const other = { ...body, event: { stream, revision: 3 } };
      expect((await operator('POST', `${path()}/discard`, other)).body['code']).toBe(
        'another-event-at-fault',
      );
      const message = { reason: 'cannot-be-read' };
      expect((await operator('POST', `${path()}/discard`, message)).body['code']).toBe(
        'another-event-at-fault',
      );
      const again = { 'idempotency-key': randomUUID() };
      const discarded = await operator('POST', `${path()}/discard`, body, again);
      expect(discarded).toMatchObject({ status: 200, body: { outcome: 'released' } });
      expect((await operator('POST', `${path()}/discard`, body, again)).body).toEqual(discarded.body);
      const reused = await operator('POST', `${path()}/discard`, { ...body, reason: 'another' }, again);
      expect(reused.body['code']).toBe('idempotency-key-reused');
    });

    it('throws away what was no message of the service', async () => {
      await park({
        reason: 'unreadable-message',
        message: 'no headers',
        headers: {},
        value: Buffer.from('?'),
      });
      expect((await operator('POST', `${path()}/replay`)).body).toMatchObject({
        outcome: 'parked',
        cause: { reason: 'unreadable-message', event: null },
      });
      expect((await operator('GET', path())).body).toMatchObject({ attempts: 1, event: null });
      const discarded = await operator('POST', `${path()}/discard`, { reason: 'not-ours' });
      expect(discarded.body).toMatchObject({ outcome: 'released' });
    });

    it('knows no other keys and models, and nobody else', async () => {
      const body = { reason: 'cannot-be-read', event: { stream: 'application-x', revision: 0 } };
      for (const place of [path(), path('a/b?c#d'), path(key, 'no-such-model')]) {
        for (const [method, action, content] of [
          ['GET', ''],
          ['POST', '/replay'],
          ['POST', '/discard', body],
        ] as const) {
          expect(await operator(method, `${place}${action}`, content)).toMatchObject({
            status: 404,
            body: { code: 'key-not-parked' },
          });
        }
      }
      const missing = await operator('POST', `${path()}/replay`, undefined, { 'idempotency-key': '' });
      expect(missing.body['code']).toBe('idempotency-key-missing');
      expect((await running().ask({ as: 'officer-a', path: PARKED })).body['code']).toBe('forbidden');
    });
  });
}
