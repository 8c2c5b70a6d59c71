import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type RemoteJWKSet } from 'jose';
import { Lazy } from '#runtime/shared-promise.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { systemClock, type Clock } from '#runtime/clock/clock.js';
import { Budget } from './budget.js';
import { ROLES, type Principal, type Role } from './principal.js';
import { TokenCache } from './token-cache.js';

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Claim that names the person of a member of staff. Default `person`. */
  readonly personClaim?: string;
  /** Claim that lists the establishments a member of staff owns or represents. Default `establishments`. */
  readonly establishmentsClaim?: string;
  /** `typ` of the token's header. Default `at+jwt` (RFC 9068), which no ID token has. */
  readonly tokenType?: string;
  /** Longest time from `iat` to `exp`, seconds; five more are tolerated. Default 3,600. */
  readonly maxLifetimeS?: number;
  /** Looks at the issuer's keys because of an unknown key id: so many at once, then one a second. Default 10. */
  readonly keyLooks?: number;
  readonly clock?: Clock;
  /** Told whenever the issuer's keys cannot be had. */
  readonly onUnavailable?: (error: unknown) => void;
}

/** Asymmetric only: a shared secret, or `none`, would let anybody who knows the public key sign. */
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
const TOLERANCE_SECONDS = 5;
const CACHED_TOKENS = 10_000;
const CACHED_SECONDS = 300;
const LIFETIME_SECONDS = 3_600;
const KEY_LOOKS = 10;

export class TokenVerifier {
  /** Found through the issuer's metadata (OpenID Connect Discovery 1.0) at the first token; a failure is not kept. */
  private readonly keys: Lazy<RemoteJWKSet>;
  private readonly cache = new TokenCache(CACHED_TOKENS, CACHED_SECONDS);
  private readonly clock: Clock;
  private readonly looks: Budget;

  constructor(private readonly options: TokenVerifierOptions) {
    this.clock = options.clock ?? systemClock;
    this.keys = new Lazy(() => discover(options.issuer));
    this.looks = new Budget(options.keyLooks ?? KEY_LOOKS);
  }

  /** Whom a token that was verified before speaks for; undefined: not yet, or no longer. */
  known(token: string): Principal | undefined {
    return this.cache.get(token, this.seconds());
  }

  /** @throws ProblemError `invalid-token` (401), `unavailable` (503) when the issuer's keys cannot be had. */
  async verify(token: string): Promise<Principal> {
    const now = this.seconds();
    const known = this.cache.get(token, now);
    if (known !== undefined) return known;
    const payload = await this.check(token);
    const principal = principalOf(payload, this.options);
    this.cache.set(token, principal, payload.exp ?? now, now);
    return principal;
  }

  private seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1_000);
  }

  private async check(token: string): Promise<JWTPayload> {
    try {
      const keys = await this.keys.get();
      return await this.signed(token, keys).catch(async (error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await this.lookAgain(keys);
        return this.signed(token, keys);
      });
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      if (isTheTokensFault(error)) throw invalidToken(error.code);
      this.options.onUnavailable?.(error);
      throw unavailable(error);
    }
  }

  /** Whether the issuer answers, and says where its keys are. */
  async isIssuerThere(): Promise<boolean> {
    await discover(this.options.issuer);
    return true;
  }

  private async signed(token: string, keys: RemoteJWKSet): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, keys, {
      issuer: this.options.issuer,
      audience: this.options.audience,
      typ: this.options.tokenType ?? 'at+jwt',
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: this.clock.now(),
    });
    const lifetime = (payload.exp ?? Infinity) - (payload.iat ?? 0);
    // An issuer may write the two a second apart.
    const longest = (this.options.maxLifetimeS ?? LIFETIME_SECONDS) + TOLERANCE_SECONDS;
    if (lifetime > longest) throw invalidToken('ERR_LIFETIME');
    return payload;
  }

  /**
   * A key nobody has seen: the issuer may have begun to use it just now. Whoever joins a look under way costs nothing;
   * strangers with invented key ids cannot make us ask the issuer for each of them.
   */
  private async lookAgain(keys: RemoteJWKSet): Promise<void> {
    if (!keys.reloading && !this.looks.take(this.clock.now().getTime()))
      throw unavailable(new Error("too many looks at the issuer's keys"));
    await keys.reload();
  }
}

async function discover(issuer: string): Promise<RemoteJWKSet> {
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
  return createRemoteJWKSet(new URL(uri), { cooldownDuration: Infinity, timeoutDuration: 5_000 });
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

function principalOf(
  payload: JWTPayload,
  { personClaim = 'person', establishmentsClaim = 'establishments' }: TokenVerifierOptions,
): Principal {
  const roles = Array.isArray(payload['roles']) ? payload['roles'].filter(isRole) : [];
  const text = (claim: string) => {
    const value = payload[claim];
    return typeof value === 'string' ? value : undefined;
  };
  if (payload.sub === undefined || payload.sub === '') throw invalidToken('ERR_NO_SUBJECT');
  return {
    id: payload.sub,
    roles: new Set(roles),
    identity: text('identity'),
    person: text(personClaim),
    ...establishmentsOf(payload[establishmentsClaim]),
    expiresAt: (payload.exp ?? 0) * 1_000,
  };
}

function establishmentsOf(claim: unknown): Pick<Principal, 'establishments'> {
  if (claim === undefined || claim === null) return {};
  const isList = Array.isArray(claim) && claim.every((entry) => typeof entry === 'string');
  return { establishments: isList ? claim : 'unreadable' };
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
