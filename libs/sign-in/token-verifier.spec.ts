import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { TokenVerifier, type TokenVerifierOptions } from './token-verifier.js';

const AUDIENCE = 'hawiya-api';

describe('a bearer token', () => {
  let server: Server;
  let issuer: string;
  let asked: string[];
  let away: boolean;
  let published: object[];
  let signers: Map<string, CryptoKey>;

  /** A new signing key; published at once. */
  const rotate = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    signers.set(kid, privateKey);
    published = [...published, { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }];
  };
  const tokenBy = (
    kid: string,
    { lifetime = 600, claims = {}, typ = 'at+jwt', by = kid }: Partial<Made> = {},
  ) => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = { iss: issuer, aud: AUDIENCE, sub: 'amina', iat: now, exp: now + lifetime, ...claims };
    const key = signers.get(by);
    if (key === undefined) throw new Error(`no key ${by}`);
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid, ...(typ !== '' && { typ }) })
      .sign(key);
  };
  interface Made {
    readonly lifetime: number;
    readonly claims: Readonly<Record<string, unknown>>;
    readonly typ: string;
    readonly by: string;
  }
  const verifierWith = (options: Partial<TokenVerifierOptions> = {}) =>
    new TokenVerifier({ issuer, audience: AUDIENCE, ...options });
  const looks = () => asked.filter((path) => path === '/jwks').length;

  beforeEach(async () => {
    [asked, away, published, signers] = [[], false, [], new Map()];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(away ? 503 : 200, { 'content-type': 'application/json' });
      const metadata = { issuer, jwks_uri: `${issuer}/jwks` };
      response.end(JSON.stringify(request.url === '/jwks' ? { keys: published } : metadata));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
    await rotate('first');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is not refused for good when the issuer was away at the first one', async () => {
    const verifier = verifierWith();
    const token = await tokenBy('first');
    away = true;
    const together = await Promise.allSettled([verifier.verify(token), verifier.verify(token)]);
    for (const one of together)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(asked).toHaveLength(1);
    away = false;
    expect(await verifier.verify(token)).toMatchObject({ id: 'amina' });
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [[], []],
    [['7001234567'], ['7001234567']],
    ['7001234567', 'unreadable'],
    [[7_001_234_567], 'unreadable'],
  ])('that says %j of establishments is read as %j, under the claim it was told', async (claim, read) => {
    const token = await tokenBy('first', { claims: { owns: claim } });
    const { establishments } = await verifierWith({ establishmentsClaim: 'owns' }).verify(token);
    expect(establishments).toEqual(read);
    expect((await verifierWith().verify(token)).establishments).toBeUndefined();
  });

  it('is known once it was verified, and no longer than it lasts', async () => {
    let now = Date.now();
    const verifier = verifierWith({ clock: { now: () => new Date(now) } });
    const token = await tokenBy('first');
    expect(verifier.known(token)).toBeUndefined();
    const principal = await verifier.verify(token);
    expect(verifier.known(token)).toEqual(principal);
    now = principal.expiresAt + 1_000;
    expect(verifier.known(token)).toBeUndefined();
  });

  it('of a new signing key works at once, however recently the keys were looked at', async () => {
    const verifier = verifierWith();
    await verifier.verify(await tokenBy('first'));
    for (const kid of ['second', 'third', 'fourth']) {
      await rotate(kid);
      const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => tokenBy(kid, { claims: { sub } })));
      const before = looks();
      for (const one of await Promise.all(tokens.map((token) => verifier.verify(token))))
        expect(one.expiresAt).toBeGreaterThan(Date.now());
      expect(looks() - before).toBe(1);
    }
  });

  it('is 503, not 401, while its key cannot be looked up', async () => {
    const verifier = verifierWith();
    await verifier.verify(await tokenBy('first'));
    await rotate('second');
    const token = await tokenBy('second');
    away = true;
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unavailable' });
    away = false;
    expect(await verifier.verify(token)).toMatchObject({ id: 'amina' });
  });

  it('with an invented key id makes us ask the issuer only so often', async () => {
    let now = Date.now();
    const verifier = verifierWith({ keyLooks: 3, clock: { now: () => new Date(now) } });
    await verifier.verify(await tokenBy('first'));
    const before = looks();
    const refusals: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      const token = await tokenBy(`invented-${i}`, { by: 'first' });
      await verifier.verify(token).catch((error: { code: string }) => refusals.push(error.code));
    }
    expect(looks() - before).toBe(3);
    expect(refusals).toEqual([
      ...Array.from({ length: 3 }, () => 'invalid-token'),
      ...Array.from({ length: 7 }, () => 'unavailable'),
    ]);
    await rotate('second');
    const token = await tokenBy('second');
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unavailable' });
    now += 1_000;
    expect(await verifier.verify(token)).toMatchObject({ id: 'amina' });
  });

  it.each<[string, Partial<Made>, Partial<TokenVerifierOptions>, boolean]>([
    ['of the type that is asked for', {}, {}, true],
    ['that is an ID token', { typ: 'JWT' }, {}, false],
    ['without a type', { typ: '' }, {}, false],
    ['of an issuer that writes JWT', { typ: 'JWT' }, { tokenType: 'JWT' }, true],
    ['made for an hour, written a few seconds apart', { lifetime: 3_605 }, {}, true],
    ['made for longer than an hour', { lifetime: 3_606 }, {}, false],
    ['made for as long as is allowed', { lifetime: 7_200 }, { maxLifetimeS: 7_200 }, true],
    ['that does not say since when', { claims: { iat: undefined } }, {}, false],
    ['for somebody else', { claims: { aud: 'another' } }, {}, false],
    ['of nobody', { claims: { sub: '' } }, {}, false],
  ])('%s', async (_, made, options, accepted) => {
    const verified = verifierWith(options).verify(await tokenBy('first', made));
    if (accepted) expect(await verified).toMatchObject({ id: 'amina' });
    else await expect(verified).rejects.toMatchObject({ code: 'invalid-token' });
  });
});
