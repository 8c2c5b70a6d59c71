import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { citizenNamed } from './people.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OpenID provider reduced to its keys: makes tokens for anybody, for tests and benchmarks that need many people. */
export interface TokenMint {
  readonly issuer: string;
  /** @param lifetimeS seconds until it ends; default 3,600 */
  applicant(identity: string, lifetimeS?: number): Promise<string>;
  service(id: string): Promise<string>;
  /** `person`: `citizen:1…` or `iqama:2…`; by default a citizen of their own, null: the token names nobody. */
  staff(role: 'officer' | 'analyst' | 'operator', id: string, person?: string | null): Promise<string>;
  close(): Promise<void>;
}

const AUDIENCE = 'hawiya-api';

/** Serves discovery and keys on a free loopback port. */
export async function startTokenMint(): Promise<TokenMint> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'mint', alg: 'ES256', use: 'sig' };
  let issuer = '';
  const server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks` },
      '/jwks': { keys: [jwk] },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${portOf(server)}`;

  const sign = (subject: string, claims: Record<string, unknown>, lifetimeS = 3_600) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'mint', typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeS}s`)
      .sign(privateKey);
  return {
    issuer,
    applicant: (identity, lifetimeS) => sign(identity, { roles: ['applicant'], identity }, lifetimeS),
    service: (id) => sign(id, { roles: ['service'], client_id: id }),
    staff: (role, id, person = citizenNamed(id)) =>
      sign(id, { roles: [role], ...(person !== null && { person }) }),
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on TCP
}
