import { createHash, randomBytes } from 'node:crypto';
import { PORTAL_CLIENT, PORTAL_REDIRECT } from './provider-configuration.js';

/** A sign-in takes five redirects; more means it goes in circles. */
const MAX_REDIRECTS = 10;

/**
 * Signs a person in as a browser would (authorization code with PKCE), without one, and returns the access token.
 * @throws Error when the provider does not know the person or refuses.
 */
export async function signIn(issuer: string, person: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const start = new URL('/auth', issuer);
  start.search = new URLSearchParams({
    client_id: PORTAL_CLIENT,
    response_type: 'code',
    redirect_uri: PORTAL_REDIRECT,
    scope: 'openid',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: person,
  }).toString();
  const back = await followToRedirect(start, person);
  const code = back.searchParams.get('code');
  if (code === null || back.searchParams.get('state') !== state) {
    throw new Error(
      `signing in as ${person} was refused: ${back.searchParams.get('error_description') ?? 'no code'}`,
    );
  }
  return requestToken(issuer, {
    grant_type: 'authorization_code',
    client_id: PORTAL_CLIENT,
    redirect_uri: PORTAL_REDIRECT,
    code,
    code_verifier: verifier,
  });
}

/** An access token for a service (client credentials). */
export async function serviceToken(issuer: string, client: string, secret: string): Promise<string> {
  const basic = Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(secret)}`).toString('base64');
  return requestToken(issuer, { grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` });
}

async function followToRedirect(start: URL, person: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < MAX_REDIRECTS; hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    await response.arrayBuffer();
    for (const line of response.headers.getSetCookie()) remember(cookies, line);
    const location = response.headers.get('location');
    if (location === null)
      throw new Error(
        `signing in as ${person} stopped at ${url.pathname} (${response.status}): unknown person?`,
      );
    url = new URL(location, url);
    if (url.href.startsWith(PORTAL_REDIRECT)) return url;
  }
  throw new Error(`signing in as ${person} goes in circles`);
}

function remember(cookies: Map<string, string>, line: string): void {
  const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
  if (name === undefined || value === undefined) return;
  if (value === '') cookies.delete(name);
  else cookies.set(name, value);
}

async function requestToken(
  issuer: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(new URL('/token', issuer), {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  const answer: unknown = await response.json();
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'access_token' in answer &&
    typeof answer.access_token === 'string'
  ) {
    return answer.access_token;
  }
  throw new Error(`the identity provider gave no token (${response.status}): ${JSON.stringify(answer)}`);
}
