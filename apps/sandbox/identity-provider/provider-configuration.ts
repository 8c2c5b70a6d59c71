import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { AdapterFactory, Configuration } from 'oidc-provider';
import type { SandboxClient, SandboxPerson } from './people.js';

/** The public client people sign in with: the portal, the CLI, tests. PKCE instead of a secret. */
export const PORTAL_CLIENT = 'hawiya-portal';

/** RFC 8252: a native client on loopback may use any port. */
export const PORTAL_REDIRECT = 'http://127.0.0.1/signed-in';

/** Resource indicator (RFC 8707) of the API; the tokens' audience is the short name. */
const API_RESOURCE = 'urn:hawiya:api';

const HOUR = 3_600;

export interface ProviderSetup {
  readonly people: ReadonlyMap<string, SandboxPerson>;
  readonly clients: readonly SandboxClient[];
  readonly audience: string;
  /** Claim that names the person of a member of staff. */
  readonly personClaim: string;
  /** Claim that lists the establishments they own or represent. */
  readonly establishmentsClaim: string;
  /** The first one signs; the others are still published. */
  readonly keys: readonly JWK[];
  readonly redirectUris: readonly string[];
  readonly adapter: AdapterFactory;
}

/** oidc-provider, cut down to the two flows the service needs. */
export function providerConfiguration(setup: ProviderSetup): Configuration {
  const { people, clients, audience, personClaim, establishmentsClaim, keys, redirectUris, adapter } = setup;
  const rolesOf = new Map(clients.map((client) => [client.id, client.roles]));
  return {
    adapter,
    clients: [portal(redirectUris), ...clients.map(service)],
    jwks: { keys: [...keys] },
    cookies: { keys: [randomBytes(32).toString('hex')], short: { signed: true }, long: { signed: true } },
    claims: { openid: ['sub'], profile: ['name'] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    ttl: {
      AccessToken: HOUR,
      ClientCredentials: HOUR,
      AuthorizationCode: 60,
      Grant: HOUR,
      IdToken: HOUR,
      Interaction: 600,
      Session: HOUR,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_context, id) => {
      const person = people.get(id);
      return person && { accountId: id, claims: () => ({ sub: id, name: person.name.en }) };
    },
    extraTokenClaims: (_context, token) => {
      if (token.kind === 'ClientCredentials') return { roles: rolesOf.get(token.clientId ?? '') ?? [] };
      const person = 'accountId' in token ? people.get(token.accountId) : undefined;
      return (
        person && {
          roles: person.roles,
          ...(person.identity !== undefined && { identity: person.identity }),
          ...(person.person !== undefined && { [personClaim]: person.person }),
          ...(person.establishments !== undefined && { [establishmentsClaim]: person.establishments }),
        }
      );
    },
    loadExistingGrant: async ({ oidc }) => {
      // Consent is not asked: there is one client, and it is ours.
      const grant = new oidc.provider.Grant({
        ...(oidc.client && { clientId: oidc.client.clientId }),
        ...(oidc.session?.accountId !== undefined && { accountId: oidc.session.accountId }),
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
}

function portal(redirectUris: readonly string[]) {
  return {
    client_id: PORTAL_CLIENT,
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    redirect_uris: [PORTAL_REDIRECT, ...redirectUris],
    id_token_signed_response_alg: 'ES256' as const,
  };
}

function service(client: SandboxClient) {
  return {
    client_id: client.id,
    client_secret: client.secret,
    token_endpoint_auth_method: 'client_secret_basic' as const,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: 'ES256' as const,
  };
}
