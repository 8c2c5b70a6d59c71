import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type RemoteJWKSet } from 'jose';
import { Lazy } from '../shared-promise.js';
import { ProblemError } from '../problems/problem.js';
import { systemClock, type Clock } from '../clock/clock.js';
import { ROLES, type Principal, type Role } from './principal.js';
import { TokenCache } from './token-cache.js';

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Claim that names the person of a member of staff. Default `person`. */
  readonly personClaim?: string;
  /** Least milliseconds between two looks at the issuer's keys because of an unknown key id. */
  readonly cooldownMs?: number;
  readonly clock?: Clock;
}

/** Asymmetric only: a shared secret, or `none`, would let anybody who knows the public key sign. */
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
const TOLERANCE_SECONDS = 5;
const CACHED_TOKENS = 10_000;
const CACHED_SECONDS = 300;

export class TokenVerifier {
  /** Found through the issuer's metadata (OpenID Connect Discovery 1.0) at the first token; a failure is not kept. */
  private readonly keys: Lazy<RemoteJWKSet>;
  private readonly cache = new TokenCache(CACHED_TOKENS, CACHED_SECONDS);
  private readonly clock: Clock;

  constructor(private readonly options: TokenVerifierOptions) {
    this.clock = options.clock ?? systemClock;
    this.keys = new Lazy(() => discover(options.issuer, options.cooldownMs ?? 30_000));
  }

  /** @throws ProblemError `invalid-token` (401), `unavailable` (503) when the issuer's keys cannot be had. */
  async verify(token: string): Promise<Principal> {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    const known = this.cache.get(token, now);
    if (known !== undefined) return known;
    const payload = await this.check(token);
    const principal = principalOf(payload, this.options.personClaim ?? 'person');
    this.cache.set(token, principal, payload.exp ?? now, now);
    return principal;
  }

  private async check(token: string): Promise<JWTPayload> {
    try {
      const keys = await this.keys.get();
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.options.issuer,
        audience: this.options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
      });
      return payload;
    } catch (error) {
      if (isTheTokensFault(error)) throw invalidToken(error.code);
      throw unavailable(error);
    }
  }
}

async function discover(issuer: string, cooldownDuration: number): Promise<RemoteJWKSet> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`the issuer's metadata answered ${response.status}`);
  const metadata: unknown = await response.json();
  if (typeof metadata !== 'object' || metadata === null)
    throw new Error("the issuer's metadata is not an object");
  const uri = 'jwks_uri' in metadata ? metadata.jwks_uri : undefined;
  if (!('issuer' in metadata) || metadata.issuer !== issuer || typeof uri !== 'string') {
    throw new Error("the issuer's metadata names another issuer or no keys");
  }
  return createRemoteJWKSet(new URL(uri), { cooldownDuration, timeoutDuration: 5_000 });
}

/** An unknown key id is the token's fault; keys that cannot be fetched are not. */
function isTheTokensFault(error: unknown): error is errors.JOSEError {
  if (!(error instanceof errors.JOSEError)) return false;
  return !(
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function principalOf(payload: JWTPayload, personClaim: string): Principal {
  const roles = Array.isArray(payload['roles']) ? payload['roles'].filter(isRole) : [];
  const text = (claim: string) => {
    const value = payload[claim];
    return typeof value === 'string' ? value : undefined;
  };
  if (payload.sub === undefined || payload.sub === '') throw invalidToken('ERR_NO_SUBJECT');
  return { id: payload.sub, roles: new Set(roles), identity: text('identity'), person: text(personClaim) };
}

function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

export function invalidToken(reason: string): ProblemError {
  const description =
    reason === 'ERR_JWT_EXPIRED' ? 'the access token expired' : 'the access token is not valid';
  return new ProblemError('invalid-token', {
    headers: {
      'www-authenticate': `Bearer realm="hawiya", error="invalid_token", error_description="${description}"`,
    },
  });
}

function unavailable(cause: unknown): ProblemError {
  const problem = new ProblemError('unavailable', { headers: { 'retry-after': '2' } });
  problem.cause = cause;
  return problem;
}
