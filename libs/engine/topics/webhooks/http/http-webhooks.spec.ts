import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#runtime/clock/clock.js';
import { webhookEndpoints } from '#configuration/webhook-endpoints.js';
import { Receiver } from '../testing/receiver.js';
import { HttpWebhooks } from './http-webhooks.js';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const FORMER = `whsec_${randomBytes(32).toString('base64')}`;
const MESSAGE = {
  id: '7f3c1a52-5a0e-5d55-8f29-3f1f1d1c5a01',
  contentType: 'application/cloudevents+json',
  body: Buffer.from('{"specversion":"1.0","id":"7f3c1a52-5a0e-5d55-8f29-3f1f1d1c5a01"}'),
};

let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.open();
});
afterEach(() => receiver.close());

function webhooks(url = receiver.url, timeoutMs = 5_000): HttpWebhooks {
  const endpoints = webhookEndpoints({
    webhooks: `labour=${url}`,
    webhooksSecrets: `labour=${SECRET},${FORMER}`,
  });
  return new HttpWebhooks(endpoints, { timeoutMs, clock: systemClock });
}

const deliver = (url?: string, timeoutMs?: number) => webhooks(url, timeoutMs).deliver('labour', MESSAGE);

describe('a webhook', () => {
  it.each([200, 202, 204, 299])('that answers %d has the message, whole and signed', async (status) => {
    receiver.answer = (response) => void response.writeHead(status).end();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await webhooks().deliver('labour', { ...MESSAGE, traceparent })).toEqual({
      outcome: 'delivered',
      status,
    });
    const [got] = receiver.received;
    expect(got).toMatchObject({ method: 'POST', path: '/requests', body: MESSAGE.body.toString() });
    expect(got?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      'webhook-id': MESSAGE.id,
      traceparent,
    });
    for (const secret of [SECRET, FORMER])
      expect(got && Receiver.verified(got, secret)).toEqual(JSON.parse(MESSAGE.body.toString()));
  });

  it('that answers 410 wants no more', async () => {
    receiver.answer = (response) => void response.writeHead(410, { 'retry-after': '1' }).end('gone');
    expect(await deliver()).toEqual({ outcome: 'gone' });
  });

  it.each([400, 401, 404, 413, 429, 500, 502, 503, 504])(
    'that answers %d has not taken it',
    async (status) => {
      receiver.answer = (response) => void response.writeHead(status).end('who knows');
      expect(await deliver()).toEqual({ outcome: 'refused', status });
    },
  );

  it.each([301, 302, 303, 307, 308])('that answers %d is not followed', async (status) => {
    receiver.answer = (response, { path }) =>
      void response.writeHead(path === '/requests' ? status : 204, { location: '/elsewhere' }).end();
    expect(await deliver()).toEqual({ outcome: 'refused', status });
    expect(receiver.received).toHaveLength(1);
  });

  it('says when it may be asked again, in seconds or by a date', async () => {
    receiver.answer = (response) => void response.writeHead(429, { 'retry-after': '120' }).end();
    expect(await deliver()).toEqual({ outcome: 'refused', status: 429, retryAfterMs: 120_000 });
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    receiver.answer = (response) => void response.writeHead(503, { 'retry-after': date }).end();
    const later = await deliver();
    expect(later).toMatchObject({ outcome: 'refused', status: 503 });
    expect('retryAfterMs' in later && later.retryAfterMs).toBeGreaterThan(3_500_000);
    for (const nonsense of ['soon', '-5', '0', 'Thu, 01 Jan 1970 00:00:00 GMT', '99999999999999999999']) {
      receiver.answer = (response) => void response.writeHead(503, { 'retry-after': nonsense }).end();
      expect(await deliver()).toEqual({ outcome: 'refused', status: 503 });
    }
  });

  it('that says nothing in time has not answered', async () => {
    receiver.answer = () => undefined;
    expect(await deliver(undefined, 100)).toEqual({ outcome: 'unanswered', why: 'timeout' });
  });

  it('whose answer comes to no end has not answered', async () => {
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await deliver(undefined, 200)).toEqual({ outcome: 'unanswered', why: 'timeout' });
  });

  it('whose answer breaks off has not answered', async () => {
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    expect(await deliver()).toMatchObject({ outcome: 'unanswered' });
  });

  it('that answers more than anybody reads is cut off, and has it', async () => {
    let cutOff: () => void;
    const closed = new Promise<void>((resolve) => (cutOff = resolve));
    receiver.answer = (response) => {
      response.writeHead(200);
      response.on('close', () => cutOff());
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    };
    expect(await deliver()).toEqual({ outcome: 'delivered', status: 200 });
    await closed;
  });

  it('that nobody listens at, or that speaks no HTTP, has not answered', async () => {
    const { url } = receiver;
    await receiver.close();
    expect(await deliver(url)).toEqual({ outcome: 'unanswered', why: 'ECONNREFUSED' });
    const other = createServer((socket) => {
      socket.write('no HTTP\r\n\r\n');
      socket.destroySoon();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo; // it listens on a port
    const answer = await deliver(`http://127.0.0.1:${port}/`);
    expect(answer).toMatchObject({ outcome: 'unanswered' });
    expect('why' in answer && answer.why).toMatch(/^[A-Z_]+$/i);
    await new Promise((resolve) => other.close(resolve));
    receiver = await Receiver.open();
  });

  it('that a service does not have cannot be called', async () => {
    expect(webhooks().services).toEqual(new Set(['labour']));
    await expect(webhooks().deliver('traffic', MESSAGE)).rejects.toThrow('traffic has no webhook');
  });
});
