/**
 * What was asked, as one text: method, path and the JSON value of the body, whatever the order of its members and the
 * white space, so that a retry by another serialiser is still the same request. It holds personal data: only a keyed
 * fingerprint of it may be stored.
 */
export function canonicalRequest(method: string, path: string, body: unknown): string {
  return `${method} ${path}\n${canonicalJson(body)}`;
}

/** JSON with members sorted by name. Undefined members are left out, as JSON does. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
