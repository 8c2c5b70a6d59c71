import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import type { SandboxPerson } from './people.js';
import { signInPage } from './sign-in-page.js';

const PATH = /^\/sign-in\/([\w-]+)$/;

/**
 * The sign-in page and its answer. A `login_hint` that names a person signs in at once, so that scripts need no
 * browser. Returns false when the request is not about signing in.
 */
export async function handleSignIn(
  provider: Provider,
  people: ReadonlyMap<string, SandboxPerson>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const uid = PATH.exec(new URL(request.url ?? '/', 'http://sandbox').pathname)?.[1];
  if (uid === undefined) return false;
  const interaction = await provider.interactionDetails(request, response);
  if (interaction.prompt.name === 'consent') {
    // Asked of every native client; there is one client, and it is ours.
    await provider.interactionFinished(request, response, { consent: {} }, { mergeWithLastSubmission: true });
    return true;
  }
  const chosen = await choice(request, interaction.params['login_hint']);
  if (chosen !== undefined && people.has(chosen)) {
    await provider.interactionFinished(request, response, { login: { accountId: chosen } });
    return true;
  }
  const status = chosen === undefined || request.method === 'GET' ? 200 : 400;
  sendPage(response, status, signInPage(uid, people.values()));
  return true;
}

/** Answers with a page that runs and loads nothing and is in nobody's frame. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
  response.end(html);
}

async function choice(request: IncomingMessage, hint: unknown): Promise<string | undefined> {
  if (request.method !== 'POST') return typeof hint === 'string' ? hint : undefined;
  return new URLSearchParams(await text(request)).get('person') ?? '';
}
