import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import type { JWK } from 'jose';
import { AnyPerson } from './anybody.js';
import { newSigningKey } from './keys.js';
import { homePage, type Inhabitants } from './home-page.js';
import { loadProvider } from './load-provider.js';
import { memoryAdapter } from './memory-adapter.js';
import { SANDBOX_CLIENTS, SANDBOX_PEOPLE, type SandboxClient, type SandboxPerson } from './people.js';
import { providerConfiguration } from './provider-configuration.js';
import { handleSignIn, sendPage } from './sign-in-routes.js';

export interface SandboxOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Loopback only. Default `127.0.0.1`. */
  readonly host?: string;
  readonly people?: readonly SandboxPerson[];
  readonly clients?: readonly SandboxClient[];
  /** Default `hawiya-api`. */
  readonly audience?: string;
  /** Default `person`. */
  readonly personClaim?: string;
  /** Default `establishments`. */
  readonly establishmentsClaim?: string;
  /** Further addresses people may be sent back to, e.g. the portal's. */
  readonly redirectUris?: readonly string[];
}

export interface SandboxIdentityProvider {
  /** What `HAWIYA_ISSUER` is set to. */
  readonly issuer: string;
  /** Signs with a new key from now on; with `forget`, the old ones are no longer published either. */
  rotateKeys(options?: { readonly forget?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/**
 * An OpenID provider with invented people, for the demo and the tests. Everything is in memory.
 * @throws Error when NODE_ENV is `production` or the host is not a loopback address: anybody can sign in as anybody.
 */
export async function startSandboxIdentityProvider(
  options: SandboxOptions,
): Promise<SandboxIdentityProvider> {
  const host = options.host ?? '127.0.0.1';
  refuseOutsideSandbox(host, process.env['NODE_ENV']);
  const people = new AnyPerson((options.people ?? SANDBOX_PEOPLE).map((person) => [person.id, person]));
  const clients = options.clients ?? SANDBOX_CLIENTS;
  const OpenIdProvider = await loadProvider();
  const server = createServer();
  server.listen(options.port, host);
  await once(server, 'listening');
  // A server listening on host and port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const issuer = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const adapter = memoryAdapter();
  let keys: readonly JWK[] = [await newSigningKey()];
  const build = (): Provider =>
    new OpenIdProvider(
      issuer,
      providerConfiguration({
        people,
        clients,
        audience: options.audience ?? 'hawiya-api',
        personClaim: options.personClaim ?? 'person',
        establishmentsClaim: options.establishmentsClaim ?? 'establishments',
        keys,
        redirectUris: options.redirectUris ?? [],
        adapter,
      }),
    );
  let provider = build();
  server.on('request', (request, response) => void answer(provider, { people, clients }, request, response));
  return {
    issuer,
    rotateKeys: async ({ forget = false } = {}) => {
      keys = [await newSigningKey(), ...(forget ? [] : keys)];
      provider = build();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @throws Error */
export function refuseOutsideSandbox(host: string, nodeEnv: string | undefined): void {
  if (nodeEnv === 'production')
    throw new Error('the sandbox identity provider does not run in production: set HAWIYA_ISSUER');
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new Error(`the sandbox identity provider listens on loopback only, not on ${host}`);
  }
}

async function answer(
  provider: Provider,
  inhabitants: Inhabitants,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.url === '/') return sendPage(response, 200, homePage(provider.issuer, inhabitants));
    if (await handleSignIn(provider, inhabitants.people, request, response)) return;
    await provider.callback()(request, response);
  } catch (error) {
    // An interaction that expired or never was; anything else is a bug.
    const isGone = error instanceof Error && error.name === 'SessionNotFound';
    if (!isGone) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
    if (!response.headersSent)
      response.writeHead(isGone ? 400 : 500, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(isGone ? 'This sign-in is no longer under way. Start again.\n' : 'Something went wrong.\n');
  }
}
