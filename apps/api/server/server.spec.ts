import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { sandboxSecret } from '#apps/sandbox/identity-provider/people.js';
import { serviceToken, signIn } from '#apps/sandbox/identity-provider/sign-in.js';
import {
  startSandboxIdentityProvider,
  type SandboxIdentityProvider,
} from '#apps/sandbox/identity-provider/start.js';
import { EventStoreError } from '#event-store/errors.js';
import type { Principal } from '#sign-in/principal.js';
import { RouteAccessCheck } from '#sign-in/route-access-check.js';
import { Caller, Public, Roles } from '#sign-in/roles.js';
import { TokenVerifier } from '#sign-in/token-verifier.js';
import { systemClock } from '#runtime/clock/clock.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { createMetrics } from '#runtime/metrics/metrics.js';
import { ProblemCatalogue } from '#runtime/problems/catalogue.js';
import { HTTP_PROBLEMS } from '#runtime/problems/http-problems.js';
import { LimitRefusals } from '../limits/limit-refusals.js';
import { ApiDescription } from '../openapi/api-description.js';
import { createHttpApp } from './create-http-app.js';

class Inner {
  @IsString()
  @MaxLength(5)
  readonly name!: string;
}

class Outer {
  @IsInt()
  readonly count!: number;

  @ValidateNested()
  @Type(() => Inner)
  readonly inner!: Inner;
}

class Search {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  readonly limit?: number;
}

@Controller('things')
class ThingsController {
  @Get('open')
  @Public()
  open() {
    return { open: true };
  }

  @Get('mine')
  @Roles('applicant', 'officer')
  mine(@Caller() caller: Principal) {
    return { id: caller.id, identity: caller.identity };
  }

  @Post('made')
  @Public()
  make(@Body() body: Outer) {
    return body;
  }

  @Get('found')
  @Public()
  find(@Query() query: Search) {
    return query;
  }

  @Get('broken/:how')
  @Public()
  break(@Param('how') how: string) {
    if (how === 'store') throw new EventStoreError('unavailable', 'no leader at 10.0.0.7');
    throw new Error('the password of 2456789011 is hunter2');
  }
}

@Controller('silent')
class SilentController {
  @Get()
  silent() {
    return {};
  }
}

@Module({
  imports: [DiscoveryModule],
  controllers: [ThingsController],
  providers: [RouteAccessCheck, ApiDescription],
})
class ThingsModule {}

@Module({
  imports: [DiscoveryModule],
  controllers: [SilentController],
  providers: [RouteAccessCheck, ApiDescription],
})
class SilentModule {}

describe('the HTTP edge', () => {
  const lines: string[] = [];
  const catalogue = new ProblemCatalogue(HTTP_PROBLEMS);
  let provider: SandboxIdentityProvider;
  let app: NestFastifyApplication;
  let url: string;
  const metrics = createMetrics();

  const create = async (module: typeof ThingsModule, metrics = createMetrics(), more: object = {}) => {
    const verifier = new TokenVerifier({ issuer: provider.issuer, audience: 'hawiya-api' });
    const logger = createLogger({ level: 'error', format: 'json' }, { write: (line) => lines.push(line) });
    return createHttpApp(module, {
      configuration: readConfiguration({
        HAWIYA_BODY_LIMIT: '1024',
        HAWIYA_REQUEST_TIMEOUT_MS: '400',
        ...more,
      }),
      logger,
      metrics,
      catalogue,
      tokens: verifier,
      refusals: new LimitRefusals(metrics, logger, systemClock),
    });
  };

  beforeAll(async () => {
    provider = await startSandboxIdentityProvider({ port: 0 });
    app = await create(ThingsModule, metrics);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await provider.close();
  });

  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  };
  const post = (body: string | Buffer, type = 'application/json') =>
    ask('/things/made', { method: 'POST', headers: { 'content-type': type }, body });

  it('answers with security headers, a correlation id and nothing about itself', async () => {
    const correlation = '0c6a8de5-3725-4855-8386-d71eac6ccacf';
    const { status, headers } = await ask('/things/open', { headers: { 'x-correlation-id': correlation } });
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-correlation-id': correlation,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cache-control': 'no-store',
    });
    for (const absent of ['x-powered-by', 'server', 'access-control-allow-origin'])
      expect(headers.has(absent)).toBe(false);
  });

  it('lets no page of another origin in, unless it is configured', async () => {
    const origin = 'https://portal.example.org';
    const preflight = (at: string, from: string) =>
      fetch(`${at}/things/made`, {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,idempotency-key,if-match',
        },
      });
    expect((await preflight(url, origin)).headers.get('access-control-allow-origin')).toBeNull();

    const open = await create(ThingsModule, createMetrics(), {
      HAWIYA_CORS_ORIGINS: `${origin},https://b.example`,
    });
    await open.listen(0, '127.0.0.1');
    const at = await open.getUrl();
    const allowed = await preflight(at, origin);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const stranger = await preflight(at, 'https://evil.example');
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(`${at}/things/open`, { headers: { origin } });
    expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
    const wrong = await fetch(`${at}/things/made`, { method: 'DELETE', headers: { origin } });
    expect([wrong.status, wrong.headers.get('access-control-allow-origin')]).toEqual([405, origin]);
    await open.close();
  });

  it('lets in whom the route names', async () => {
    const token = await signIn(provider.issuer, 'amina');
    const { status, body } = await ask('/things/mine', { headers: { authorization: `Bearer ${token}` } });
    expect([status, body]).toEqual([200, { id: 'amina', identity: 'iqama:2456789011' }]);
  });

  it.each([
    [undefined, 'unauthenticated', 'Bearer realm="hawiya"'],
    ['Basic eDp5', 'invalid-token', 'error="invalid_token"'],
    ['Bearer ', 'invalid-token', 'error="invalid_token"'],
    ['Bearer a.b.c', 'invalid-token', 'error="invalid_token"'],
    [`Bearer ${'a'.repeat(15_000)}`, 'invalid-token', 'error="invalid_token"'],
    ['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbWluYSJ9.', 'invalid-token', 'error="invalid_token"'],
  ])('asks whoever comes with %s to sign in', async (authorization, code, challenge) => {
    const { status, headers, body } = await ask(
      '/things/mine',
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect([status, body['code']]).toEqual([401, code]);
    expect(headers.get('www-authenticate')).toContain(challenge);
  });

  it('refuses the wrong role', async () => {
    const token = await serviceToken(provider.issuer, 'traffic', sandboxSecret('traffic'));
    const { status, headers, body } = await ask('/things/mine', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([status, body['code']]).toEqual([403, 'forbidden']);
    expect(headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  it('says 503, not 401, when the issuer cannot be reached', async () => {
    const verifier = new TokenVerifier({ issuer: 'http://127.0.0.1:9', audience: 'hawiya-api' });
    await expect(verifier.verify('a.b.c')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each([
    ['not JSON', '{"count":', 'application/json', 400, 'malformed-json'],
    ['nothing', '', 'application/json', 400, 'invalid-request'],
    ['blank', ' ', 'application/json', 400, 'malformed-json'],
    ['not UTF-8', Buffer.from('22ff22', 'hex'), 'application/json', 400, 'malformed-json'],
    ['JSON by its suffix', '[]', 'Application/Vnd.x+JSON; charset="utf-8"', 400, 'invalid-request'],
    ['only nearly JSON', '{}', 'application/xjson', 415, 'unsupported-media-type'],
    ['of a type that is none', '{}', ';;;', 415, 'unsupported-media-type'],
    ['a prototype', '{"__proto__":{"x":1}}', 'application/json', 400, 'malformed-json'],
    ['text', 'hello', 'text/plain', 415, 'unsupported-media-type'],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['too much', JSON.stringify({ x: 'x'.repeat(1_017) }), 'application/json', 413, 'body-too-large'],
    [
      'just not too much',
      JSON.stringify({ x: 'x'.repeat(1_016) }),
      'application/json',
      400,
      'invalid-request',
    ],
    ['as deep as may be', `${'['.repeat(32)}1${']'.repeat(32)}`, 'application/json', 400, 'invalid-request'],
    ['too deep', `${'['.repeat(33)}1${']'.repeat(33)}`, 'application/json', 400, 'body-too-deep'],
    ['a list', '[]', 'application/json', 400, 'invalid-request'],
    ['a text', '"x"', 'application/json', 400, 'invalid-request'],
    ['null', 'null', 'application/json', 400, 'invalid-request'],
  ])('answers a body that is %s with a problem', async (_what, body, type, status, code) => {
    const answer = await post(body, type);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  it.each([
    ['{"inner":{"name":"a","name":"b"}}', { at: '/inner/name', code: 'member-repeated' }],
    ['{"count":1,"\\u0063ount":2}', { at: '/count', code: 'member-repeated' }],
    [Buffer.from('7b2261223a22ff227d', 'hex'), { at: '/', code: 'not-utf8' }],
  ])('tells what of a body cannot be read', async (body, error) => {
    expect((await post(body)).body).toMatchObject({ code: 'malformed-json', errors: [error] });
  });

  it('takes no body in a coding it does not know, and says which it does', async () => {
    const coded = (coding: string, body: string) =>
      ask('/things/made', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': coding },
        body,
      });
    for (const coding of ['gzip', 'GZIP', 'br', 'identity, gzip', 'x']) {
      const { status, headers, body } = await coded(coding, '{"count":1,"inner":{"name":"a"}}');
      expect([status, body['code'], headers.get('accept-encoding')]).toEqual([
        415,
        'unsupported-content-encoding',
        'identity',
      ]);
    }
    expect((await coded('Identity', '{"count":1,"inner":{"name":"a"}}')).status).toBe(201);
    // Nothing is in no coding.
    expect((await coded('gzip', '')).body['code']).toBe('invalid-request');
  });

  it('points to every field that is wrong, in Arabic for those who read it', async () => {
    const body = JSON.stringify({ count: '1', inner: { name: 'far too long', secret: 'x' }, extra: 1 });
    const response = await fetch(`${url}/things/made`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'ar-SA, en;q=0.5' },
      body,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-language': 'ar',
      vary: 'Accept-Language',
    });
    await expect(response.json()).resolves.toEqual({
      type: '/problems/invalid-request',
      title: 'الطلب ليس بالصيغة المتوقعة',
      status: 400,
      code: 'invalid-request',
      detail: expect.stringContaining('/count: نوع القيمة غير صحيح'),
      instance: expect.stringMatching(/^urn:hawiya:request:/),
      errors: expect.arrayContaining([
        expect.objectContaining({ at: '/count', code: 'field-type', title: 'نوع القيمة غير صحيح' }),
        expect.objectContaining({
          at: '/inner/name',
          code: 'field-length',
          title: 'القيمة أقصر أو أطول من المسموح',
        }),
        expect.objectContaining({ at: '/inner/secret', code: 'field-unknown', title: 'هذا الحقل غير معروف' }),
        expect.objectContaining({ at: '/extra', code: 'field-unknown', title: 'هذا الحقل غير معروف' }),
      ]),
    });
  });

  it('checks query parameters too', async () => {
    expect((await ask('/things/found?limit=5')).body).toEqual({ limit: 5 });
    const { status, body } = await ask('/things/found?limit=x&sort=y');
    expect(status).toBe(400);
    expect(body['errors']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ at: 'query:limit', code: 'field-type' }),
        expect.objectContaining({ at: 'query:sort', code: 'field-unknown' }),
      ]),
    );
  });

  it('tells a wrong path from a wrong method', async () => {
    expect(await ask('/nowhere')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const { status, headers, body } = await ask('/things/made', { method: 'DELETE' });
    expect([status, body['code'], headers.get('allow')]).toEqual([405, 'method-not-allowed', 'POST']);
    expect((await ask('/things/%ff')).status).toBe(400);
    expect((await ask(`/things/broken/${'x'.repeat(129)}`)).status).toBeGreaterThanOrEqual(400);
  });

  it('keeps a bug to itself and gives it an incident id', async () => {
    const { status, body } = await ask('/things/broken/really');
    expect(status).toBe(500);
    expect(body).toEqual({
      type: '/problems/internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: 'It was recorded: name the incident when you ask for help.',
      instance: expect.stringMatching(/^urn:hawiya:request:/),
      incident: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const line = lines.find((one) => one.includes(String(body['incident']))) ?? '';
    expect(line).toContain('the password of 2********* is');
    expect(line).not.toContain('2456789011');
  });

  it('says when the store cannot be reached, and that trying again makes sense', async () => {
    const { status, headers, body } = await ask('/things/broken/store');
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    expect(JSON.stringify(body)).not.toContain('10.0.0.7');
  });

  it('answers what is not HTTP, and a request that never ends', async () => {
    const { hostname, port } = new URL(url);
    const say = async (words: string) => {
      const socket = connect(Number(port), hostname);
      socket.write(words);
      return text(socket);
    };
    const hosts = (names: string) => say(`GET /things/open HTTP/1.1\r\n${names}Connection: close\r\n\r\n`);
    expect(await hosts('Host: a\r\n')).toContain('200 OK');
    expect(await hosts('Host: a\r\nhost: b\r\n')).toContain('"code":"malformed-request"');
    expect(await hosts('')).toContain('400 Bad Request');
    expect(await say('HELLO\r\n\r\n')).toContain('"code":"malformed-request"');
    expect(await say('POST /things/made HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{')).toContain(
      '"code":"request-timeout"',
    );
  });

  it('refuses who asks too often before it reads what they send, in a way that pages of other origins can read', async () => {
    const origin = 'https://portal.example.org';
    const strict = await create(ThingsModule, createMetrics(), {
      HAWIYA_REQUESTS_UNPROVEN: '2',
      HAWIYA_REQUESTS_WINDOW_S: '3600',
      HAWIYA_CORS_ORIGINS: origin,
      HAWIYA_REQUEST_TIMEOUT_MS: '60000',
    });
    await strict.listen(0, '127.0.0.1');
    const at = await strict.getUrl();
    const statuses = [await fetch(`${at}/things/open`), await fetch(`${at}/nowhere`)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 404]);
    const { hostname, port } = new URL(at);
    const socket = connect(Number(port), hostname);
    socket.write('POST /things/made HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Connection: close\r\nContent-Length: 900\r\n\r\n');
    expect(await text(socket)).toContain('429 Too Many Requests');
    const refused = await fetch(`${at}/things/open`, { headers: { origin, 'accept-language': 'ar' } });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': 'ar',
      'access-control-allow-origin': origin,
      'retry-after': expect.stringMatching(/^\d+$/),
      'ratelimit-policy': '"requests-unproven";q=2;w=3600',
      ratelimit: expect.stringMatching(/^"requests-unproven";r=0;t=\d+$/),
    });
    expect(await refused.json()).toMatchObject({
      status: 429,
      code: 'too-many-requests',
      title: 'طلبات أكثر من المسموح',
    });
    const token = await signIn(provider.issuer, 'amina');
    const signedIn = await fetch(`${at}/things/mine`, { headers: { authorization: `Bearer ${token}` } });
    expect(signedIn.status).toBe(429);
    await strict.close();
  });

  it('measures by route, not by path', async () => {
    await ask('/things/broken/once');
    const figures = await metrics.metrics();
    expect(figures).toContain('route="/things/broken/:how"');
    expect(figures).not.toContain('/things/broken/once');
  });

  it('does not start with a route that names neither role nor public', async () => {
    const silent = await create(SilentModule);
    await expect(silent.init()).rejects.toThrow('SilentController.silent');
  });
});
