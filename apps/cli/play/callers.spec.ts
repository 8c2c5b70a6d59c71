import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { Callers } from './callers.js';

it('whoever could not sign in signs in at the next call, and only once', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 503 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(asked === 1 ? { error: 'starting' } : { access_token: 't', token_type: 'Bearer' }),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  const callers = new Callers({ url: issuer, issuer });
  try {
    await expect(callers.service('passports')).rejects.toThrow('starting');
    const client = await callers.service('passports');
    expect(await callers.service('passports')).toBe(client);
    expect(asked).toBe(2);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
