import type { Instant } from '#decider/brand.js';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { Registry } from 'prom-client';
import { HttpWebhooks } from '#topics/webhooks/http/http-webhooks.js';
import { PatientWebhooks } from '#topics/webhooks/patient-webhooks.js';
import { Receiver } from '#topics/webhooks/testing/receiver.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { systemClock } from '#runtime/clock/clock.js';
import { webhookEndpoints } from '#configuration/webhook-endpoints.js';
import { createLogger, silentLogger } from '#runtime/logging/logger.js';
import { makeMissing } from '#runtime/mongodb/collections.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import { RecentFailures } from '#event-sourcing/recent-failures.js';
import { eventually } from '#test/support/eventually.js';
import { type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';
import { DEADLINES, type DeadlineDocument } from '../deadlines/deadline-document.js';
import { DeadlineParking } from '../deadlines/parking.js';
import { DeadlineWatch } from '../deadlines/deadline-watch.js';
import { Deadlines } from '../deadlines/deadlines.js';
import { LiveWork } from '../live-work.js';
import type { Dispatch } from '../dispatch.js';
import type { RequestWebhook } from '../reaction.js';
import { LIMITS } from '../testing/limits.js';
import { webhookOf } from './request-webhook.js';
import { type Asked, WebhookCalls } from './webhook-calls.js';
import { WebhookFigures } from './webhook-figures.js';

jest.setTimeout(30_000);

const BEGAN = Date.UTC(2026, 2, 1, 9);
const at = (ms: number) => new Date(BEGAN + ms).toISOString() as Instant;
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const LEASE = LIMITS.deadlineLeaseMs;

const one: RequestWebhook = {
  service: 'labour',
  applicationId: '6f0c0d3e-93b5-5d3c-9a8f-6a4c0b7e2f35' as ApplicationId,
  request: 1,
  asking: 2,
};
const other = { ...one, request: 2 };

describe('a request for a fact, by webhook', () => {
  let mongo: MongoUnderTest;
  let connection: Connection;
  let deadlines: Deadlines;
  let receiver: Receiver;
  let registry: Registry;
  let now: number;
  let waiting: (of: RequestWebhook) => boolean;
  let lines: string[];
  let calls: WebhookCalls;
  let toDeadline: Dispatch['toDeadline'];
  let fired: string[];
  let watching: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  const clock = { now: () => new Date(at(now)) };

  beforeEach(async () => {
    mongo = await mongoUnderTest();
    connection = await mongo.connect();
    await makeMissing(connection, [DEADLINES]);
    deadlines = new Deadlines(connection, LIMITS);
    receiver = await Receiver.open();
    [now, lines, fired, waiting] = [0, [], [], () => true];
    callsWith(new PatientWebhooks(posting(), { mostMs: LIMITS.deadlinePutOffMaxMs, now: () => now }));
  });
  afterEach(async () => {
    watching?.stop.abort();
    await watching?.done;
    watching = undefined;
    await Promise.all([mongo.stop(), receiver.close()]);
  });

  function posting(): HttpWebhooks {
    const endpoints = webhookEndpoints({
      webhooks: `labour=${receiver.url}`,
      webhooksSecrets: `labour=${SECRET}`,
    });
    return new HttpWebhooks(endpoints, { timeoutMs: 200, clock: systemClock });
  }

  function callsWith(webhooks: PatientWebhooks | HttpWebhooks): void {
    registry = new Registry();
    const figures = new WebhookFigures(registry, webhooks.services, deadlines);
    const asked = ({ applicationId, request, asking }: RequestWebhook): Asked => ({
      askedAt: at(0),
      message: {
        id: `${applicationId}/${request}/${asking}`,
        contentType: 'application/cloudevents+json',
        body: Buffer.from(JSON.stringify({ request, asking })),
      },
    });
    calls = new WebhookCalls({
      webhooks,
      asked: (which) => Promise.resolve(waiting(which) ? asked(which) : undefined),
      deadlines,
      limits: LIMITS,
      tracing: NO_TRACING,
      logger: createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) }),
      called: (...call) => figures.called(...call),
      random: () => 0.5,
    });
    toDeadline = async (reaction, cause, { kind }) => {
      if (reaction.do === 'call-webhook') await calls.call(reaction.webhook, cause);
      fired.push(kind);
    };
  }

  const watch = () => {
    const stop = new AbortController();
    const dispatch = { toDeadline: (...args: Parameters<typeof toDeadline>) => toDeadline(...args) };
    const needs = {
      deadlines,
      dispatch,
      live: new LiveWork(),
      clock,
      troubles: new RecentFailures(0),
      logger: silentLogger(),
    };
    watching = { stop, done: new DeadlineWatch(needs, { ...LIMITS, everyMs: 5 }).run(stop.signal) };
  };
  const answering = (status: number, headers: Readonly<Record<string, string>> = {}) => {
    receiver.answer = (response) => void response.writeHead(status, headers).end();
  };
  const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);
  const found = () => connection.collection<DeadlineDocument>('deadlines').find().toArray();
  const isDone = () => eventually(async () => (await found()).length === 0);
  /** When it is posted next. */
  const dueNext = async (after: number): Promise<number> => {
    await eventually(async () => (await found()).some(({ due }) => due > at(after)));
    const [deadline] = await found();
    return Date.parse(deadline?.due ?? '') - BEGAN;
  };
  const figure = async (name: string) =>
    (await registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith(name) && !line.endsWith(' 0'))
      .map((line) => line.slice(name.length));

  it('is posted, signed, and is done', async () => {
    await calls.begin(one, at(now));
    expect(await figure('hawiya_webhooks_waiting')).toEqual(['{service="labour"} 1']);
    watch();
    await isDone();
    expect(ids()).toEqual([`${one.applicationId}/1/2`]);
    const [received] = receiver.received;
    expect(received && Receiver.verified(received, SECRET)).toEqual({ request: 1, asking: 2 });
    expect(await figure('hawiya_webhooks_calls_total')).toEqual(['{service="labour",outcome="delivered"} 1']);
    expect(lines).toEqual([]);
  });

  it('needs no deadline where the service has no webhook, and none is left when it is taken away', async () => {
    await calls.begin({ ...one, service: 'traffic' }, at(now));
    expect(await found()).toEqual([]);
    await deadlines.set({ kind: 'request-webhook', of: `traffic:${one.applicationId}:1:1`, due: at(0) });
    watch();
    await isDone();
    expect(receiver.received).toEqual([]);
  });

  it('is not posted any more once nobody waits for the answer', async () => {
    answering(500);
    await calls.begin(one, at(now));
    watch();
    const next = await dueNext(now);
    waiting = () => false;
    now = next;
    await isDone();
    expect(receiver.received).toHaveLength(1);
  });

  it('is posted again under the same id, each wait twice the one before, an hour at most', async () => {
    answering(500);
    await calls.begin(one, at(now));
    watch();
    const waits: number[] = [];
    for (let posted = 1; posted <= 9; posted += 1) {
      await eventually(() => receiver.received.length === posted);
      const next = await dueNext(now);
      waits.push((next - now) / LEASE);
      now = next;
    }
    expect(waits).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 120]);
    expect(await deadlines.overdue(at(now - 1))).toBe(0);
    await eventually(() => receiver.received.length === 10);
    answering(200);
    now = await dueNext(now);
    await isDone();
    expect(new Set(ids()).size).toBe(1);
    expect(lines.map((line) => String(Reflect.get(JSON.parse(line) as object, 'msg')))).toEqual([
      'webhooks: a service does not take requests; they are posted again',
      'webhooks: the service takes requests again',
    ]);
    expect(lines[0]).toContain('it answered 500');
  });

  it.each([
    [429, '7200', 3_600_000],
    [503, '600', 600_000],
    [503, '1', LEASE],
    [503, 'later', LEASE],
  ])('that is answered %d with Retry-After %s comes again after %d ms', async (status, after, expected) => {
    answering(status, { 'retry-after': after });
    await calls.begin(one, at(now));
    watch();
    expect(await dueNext(now)).toBe(expected);
  });

  it('lets a service that asked for time have it, from the others as well', async () => {
    answering(429, { 'retry-after': '600' });
    await calls.begin(one, at(now));
    watch();
    await dueNext(now);
    await calls.begin(other, at(now));
    await eventually(async () => (await found()).every(({ due }) => due > at(now)));
    expect(receiver.received).toHaveLength(1);
    expect((await found()).map(({ due }) => Date.parse(due) - BEGAN)).toEqual([600_000, 900_000]);
    expect(await figure('hawiya_webhooks_calls_total')).toEqual([
      '{service="labour",outcome="refused"} 1',
      '{service="labour",outcome="held-back"} 1',
    ]);
  });

  it('holds up no other deadline while a service does not answer, however many wait for it', async () => {
    receiver.answer = () => undefined;
    for (let request = 1; request <= 200; request += 1) await calls.begin({ ...one, request }, at(now));
    now += 1;
    await deadlines.set({ kind: 'lapse', of: 'a-case', due: at(now) });
    watch();
    await eventually(() => fired.includes('lapse'));
    await eventually(async () => (await found()).every(({ due }) => due > at(now)));
    // Those that were under way before the first was given up.
    expect(receiver.received.length).toBeLessThanOrEqual(LIMITS.deadlinesAtOnce);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('no answer: timeout');
  });

  it('is parked when the service answers 410, and posted once an operator says so', async () => {
    answering(410);
    await calls.begin(one, at(now));
    watch();
    await eventually(async () => (await found()).some(({ parkedAt }) => parkedAt !== undefined));
    expect(await found()).toMatchObject([
      {
        _id: `request-webhook:labour:${one.applicationId}:1:2`,
        why: 'the webhook of labour answered 410: it takes no requests any more',
      },
    ]);
    expect(await figure('hawiya_webhooks_waiting')).toEqual([]);
    expect(await figure('hawiya_webhooks_calls_total')).toEqual(['{service="labour",outcome="gone"} 1']);
    const desk = new DeadlineParking(
      connection,
      { toDeadline: (...args: Parameters<typeof toDeadline>) => toDeadline(...args) },
      clock,
    );
    const key = `request-webhook:labour:${one.applicationId}:1:2`;
    expect(await desk.retryParked(key)).toMatchObject({ kind: 'failed-again' });
    answering(503);
    expect(await desk.retryParked(key)).toEqual({ kind: 'released' });
    expect(await found()).toMatchObject([{ _id: key, due: at(LEASE) }]);
    answering(204);
    now = LEASE;
    await isDone();
  });

  it('names the one it is about in its deadline', () => {
    for (const which of [one, other, { ...one, service: 'medical-centres' }])
      expect(webhookOf(`${which.service}:${which.applicationId}:${which.request}:${which.asking}`)).toEqual(
        which,
      );
  });
});
