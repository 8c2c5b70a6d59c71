import { describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { clientAddress } from './client-address.js';

describe('the address a client is told apart by', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (ip, address) => {
    expect(clientAddress({ ip })).toBe(address);
  });

  it.each([
    [undefined, '198.51.100.1'],
    ['10.0.0.0/8', '198.51.100.1'],
    ['198.51.100.0/24', '203.0.113.7'],
    ['198.51.100.1,203.0.113.0/24', '192.0.2.1'],
  ])('behind a proxy, with %j trusted, is %s', async (trusted, address) => {
    const server = fastify({ trustProxy: trusted ?? false });
    server.get('/', (request) => clientAddress(request));
    const headers = { 'x-forwarded-for': '192.0.2.1, 203.0.113.7' };
    const answer = await server.inject({ url: '/', remoteAddress: '198.51.100.1', headers });
    expect(answer.body).toBe(address);
    await server.close();
  });
});
