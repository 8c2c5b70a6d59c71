import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { TokenVerifier } from './token-verifier.js';

it('an issuer that was away at the first token is asked again at the next', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }];
  const asked: string[] = [];
  let away = true;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(away ? 503 : 200, { 'content-type': 'application/json' });
    const metadata = { issuer, jwks_uri: `${issuer}/jwks` };
    response.end(JSON.stringify(request.url === '/jwks' ? { keys } : metadata));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  const token = await new SignJWT({ roles: ['applicant'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(issuer)
    .setAudience('hawiya-api')
    .setSubject('amina')
    .setExpirationTime('1h')
    .sign(privateKey);
  const verifier = new TokenVerifier({ issuer, audience: 'hawiya-api' });
  try {
    const together = await Promise.allSettled([verifier.verify(token), verifier.verify(token)]);
    for (const one of together)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(asked).toHaveLength(1);
    away = false;
    expect(await verifier.verify(token)).toMatchObject({ id: 'amina' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
