import type { Revision, StreamName } from '#event-store/port.js';

/**
 * How far each stream is in a document, as one line of text: `application-6f0c@7 fees-6f0c@2`, sorted by name. Two
 * documents of one version with the same line have folded the same events, so comparing the line is enough of a
 * guard, whoever wrote and in whichever order the streams were interleaved.
 */
export function formatApplied(applied: ReadonlyMap<StreamName, bigint>): string {
  return [...applied.entries()]
    .map(([stream, revision]) => `${stream}@${revision}`)
    .sort()
    .join(' ');
}

export function parseApplied(line: string): Map<StreamName, Revision> {
  const applied = new Map<StreamName, Revision>();
  for (const entry of line === '' ? [] : line.split(' ')) {
    const at = entry.lastIndexOf('@');
    // Written by formatApplied from values of these very types.
    applied.set(entry.slice(0, at) as StreamName, BigInt(entry.slice(at + 1)) as Revision);
  }
  return applied;
}

/** Revision of the stream in the document, or -1n: nothing of it yet. */
export function appliedRevisionOf(line: string, stream: string): bigint {
  return parseApplied(line).get(stream as StreamName) ?? -1n; // a plain look-up: any text may be asked for
}
