import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { TokenVerifier } from '#sign-in/token-verifier.js';
import { SANDBOX_CLIENTS } from './people.js';
import { PORTAL_CLIENT, PORTAL_REDIRECT } from './provider-configuration.js';
import { serviceToken, signIn } from './sign-in.js';
import { refuseOutsideSandbox, startSandboxIdentityProvider, type SandboxIdentityProvider } from './start.js';

describe('the sandbox identity provider', () => {
  let provider: SandboxIdentityProvider;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    provider = await startSandboxIdentityProvider({ port: 0 });
    verifier = new TokenVerifier({ issuer: provider.issuer, audience: 'hawiya-api' });
  });
  afterAll(() => provider.close());

  it('signs a resident in with code and PKCE, without a browser', async () => {
    const token = await signIn(provider.issuer, 'amina');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({ iss: provider.issuer, aud: 'hawiya-api', sub: 'amina' });
    await expect(verifier.verify(token)).resolves.toEqual({
      id: 'amina',
      roles: new Set(['applicant']),
      identity: 'iqama:2456789011',
      person: undefined,
      expiresAt: (decodeJwt(token).exp ?? 0) * 1_000,
    });
  });

  it('says which person a member of staff is, under the claim it was told', async () => {
    const person = 'citizen:1045678909';
    await expect(verifier.verify(await signIn(provider.issuer, 'officer-noura'))).resolves.toMatchObject({
      id: 'officer-noura',
      person,
    });
    const other = await startSandboxIdentityProvider({ port: 0, personClaim: 'https://id.example/person' });
    const token = await signIn(other.issuer, 'officer-noura');
    const read = (personClaim: string) =>
      new TokenVerifier({ issuer: other.issuer, audience: 'hawiya-api', personClaim }).verify(token);
    await expect(read('https://id.example/person')).resolves.toMatchObject({ person });
    await expect(read('person')).resolves.toMatchObject({ person: undefined });
    await other.close();
  });

  it('signs a service in with its secret', async () => {
    const [passports] = SANDBOX_CLIENTS;
    if (passports === undefined) throw new Error('no client');
    const token = await serviceToken(provider.issuer, passports.id, passports.secret);
    await expect(verifier.verify(token)).resolves.toMatchObject({
      id: 'passports',
      roles: new Set(['service']),
    });
    await expect(serviceToken(provider.issuer, 'passports', 'wrong')).rejects.toThrow('invalid_client');
  });

  it('does not know people nobody told it of', async () => {
    await expect(signIn(provider.issuer, 'nobody')).rejects.toThrow('unknown person');
  });

  it('shows a page to choose from, in both languages, without scripts', async () => {
    const auth = new URL('/auth', provider.issuer);
    auth.search = new URLSearchParams({
      client_id: PORTAL_CLIENT,
      response_type: 'code',
      redirect_uri: PORTAL_REDIRECT,
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    const first = await fetch(auth, { redirect: 'manual' });
    const page = await fetch(new URL(first.headers.get('location') ?? '', provider.issuer), {
      headers: {
        cookie: first.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; '),
      },
    });
    const html = await page.text();
    expect(html).toContain('أمينة حسن');
    expect(html).toContain('Amina Hassan');
    expect(html).not.toContain('<script');
  });

  it('shows at its address who there is and how to get a token', async () => {
    const html = await (await fetch(provider.issuer)).text();
    expect(html).toContain('Amina Hassan');
    expect(html).toContain(`token amina --issuer ${provider.issuer}`);
    expect(html).toContain('<code>passports</code>');
  });

  it('says so when a sign-in is no longer under way', async () => {
    const answer = await fetch(`${provider.issuer}/sign-in/gone`);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('Start again')]);
  });

  it('needs PKCE', async () => {
    const auth = new URL('/auth', provider.issuer);
    auth.search = new URLSearchParams({
      client_id: PORTAL_CLIENT,
      response_type: 'code',
      redirect_uri: PORTAL_REDIRECT,
      scope: 'openid',
    }).toString();
    const answer = await fetch(auth, { redirect: 'manual' });
    expect(answer.headers.get('location')).toContain('error=invalid_request');
  });

  it('rotates its keys: new tokens are accepted at once, old ones until their key is forgotten', async () => {
    const old = await signIn(provider.issuer, 'rahul');
    await provider.rotateKeys();
    const recent = await signIn(provider.issuer, 'rahul');
    expect(decodeProtectedHeader(recent).kid).not.toBe(decodeProtectedHeader(old).kid);
    await expect(verifier.verify(recent)).resolves.toMatchObject({ id: 'rahul' });
    await expect(verifier.verify(old)).resolves.toMatchObject({ id: 'rahul' });
    await provider.rotateKeys({ forget: true });
    const fresh = new TokenVerifier({ issuer: provider.issuer, audience: 'hawiya-api' });
    await expect(fresh.verify(old)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('runs nowhere but in a sandbox', () => {
    expect(() => refuseOutsideSandbox('127.0.0.1', 'production')).toThrow('production');
    expect(() => refuseOutsideSandbox('0.0.0.0', 'test')).toThrow('loopback');
    expect(() => refuseOutsideSandbox('::1', undefined)).not.toThrow();
  });
});
