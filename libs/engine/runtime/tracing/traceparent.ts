const TRACEPARENT = /^([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:$|-)/;
const LENGTH_OF_00 = 55;

/**
 * A well-formed W3C `traceparent`, as one of version 00, or undefined. Later versions may say more behind it (Trace
 * Context, 3.2.4); version ff does not exist.
 */
export function traceparentOf(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, rest] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || version === 'ff') return undefined;
  if (version === '00' && header.length !== LENGTH_OF_00) return undefined;
  return `00-${rest}`;
}

/** The 32 digits that name the trace a well-formed `traceparent` belongs to. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
