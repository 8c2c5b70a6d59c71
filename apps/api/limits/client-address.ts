import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Where a request came from, as far as limits tell clients apart: an IPv4 address, or the /64 network of an IPv6 one
 * (whoever has one address of it has them all). Behind the proxies of HAWIYA_TRUSTED_PROXIES it is what they say.
 */
export function clientAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const [, mapped] = MAPPED_IPV4.exec(ip) ?? [];
  if (mapped !== undefined) return mapped;
  const [address = ip] = ip.split('%', 1);
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? 0 : Math.max(8 - front.length - back.length, 0);
  const all = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
