import { traceIdOf } from './traceparent.js';
import { MAX_LINKS, type SpanOptions } from './tracing.js';

/**
 * Where a span over a batch belongs. A batch of one trace goes on with that trace, under what came last in it. One of
 * several traces is part of none of them: it begins its own and is linked to theirs, each trace once.
 */
export function batchContext(
  traceparents: readonly (string | undefined)[],
): Pick<SpanOptions, 'parent' | 'links'> {
  const last = new Map<string, string>();
  for (const traceparent of traceparents) {
    if (traceparent === undefined) continue;
    const trace = traceIdOf(traceparent);
    if (last.has(trace) || last.size < MAX_LINKS) last.set(trace, traceparent);
  }
  const [parent, ...others] = last.values();
  if (parent === undefined) return {};
  return others.length === 0 ? { parent } : { links: [parent, ...others] };
}
