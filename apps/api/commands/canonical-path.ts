import type { FastifyRequest } from 'fastify';
import { spelledLower } from '#domain/identifiers/spelling.js';

/** Parameters that are ids of ours: read in any spelling. */
const IDS: ReadonlySet<string> = new Set(['id', 'documentId', 'credentialId']);

/**
 * The path as the service itself writes it: the route with its parameters as they are read, so that a request is the
 * same whether its ids came in upper case or percent-encoded. A path that is so already stays what it is: it is part of
 * command ids, which are storage format.
 */
export function canonicalPath(request: Pick<FastifyRequest, 'url' | 'params'> & Routed): string {
  const pattern = request.routeOptions.url;
  if (pattern === undefined) return request.url.split('?', 1)[0] ?? '';
  const params = request.params as Readonly<Record<string, string>>; // the router's: texts by name
  return pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name] ?? '';
    return segment(IDS.has(name) ? spelledLower(value) : value);
  });
}

interface Routed {
  readonly routeOptions: { readonly url?: string | undefined };
}

/** RFC 3986, 3.3: percent-encoded is only what may not stand in a segment as it is. */
function segment(value: string): string {
  return encodeURIComponent(value).replaceAll(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}
