import type { AppendResult, NewEvent, Revision } from '#event-store/port.js';
import type { DoubleLog } from './log.js';
import { kept, keptStream } from './names.js';
import { offsetOf } from './positions.js';
import type { RememberedIds } from './remembered-ids.js';

export type Expected = 'any' | 'stream_exists' | 'no_stream' | bigint;

export type Outcome =
  | { readonly kind: 'appended'; readonly revision: bigint; readonly offset: bigint }
  | { readonly kind: 'wrong'; readonly actual: bigint | undefined }
  | { readonly kind: 'deleted' };

/** An append as the server decides it, its rules of idempotence and of deleted streams included. */
export async function appendTo(
  log: DoubleLog,
  remembered: RememberedIds,
  stream: string,
  expected: Expected,
  given: readonly NewEvent[],
): Promise<Outcome> {
  if (await log.isDeleted(stream)) return { kind: 'deleted' };
  const softDeleted = await log.isSoftDeleted(stream);
  const end = softDeleted ? await log.lastRevision(stream) : undefined;
  if (expected === 'stream_exists') {
    if (softDeleted) return { kind: 'deleted' };
    if ((await log.lastRevision(stream)) === undefined) return { kind: 'wrong', actual: undefined };
  }
  const [first, ...others] = given.map((event) => ({ ...event, type: kept(event.type) }));
  if (first === undefined) return { kind: 'appended', revision: 0n, offset: 0n }; // and nothing is created
  const events = [first, ...others] as const;
  const append = (revision: bigint | undefined) =>
    log.store.append(
      keptStream(stream),
      revision === undefined ? 'no_stream' : (revision as Revision),
      events,
    );

  let result: AppendResult;
  if (expected === 'any' || expected === 'stream_exists') {
    const known = remembered.find(stream, events);
    if (known !== 'new')
      return known === 'mixed' ? { kind: 'wrong', actual: await log.lastRevision(stream) } : known;
    do result = await append(await log.lastRevision(stream));
    while (result.kind === 'conflict');
  } else {
    result = await append(expected === 'no_stream' ? undefined : expected);
    // A soft-deleted stream counts as none, and goes on where it ended.
    if (
      result.kind === 'conflict' &&
      expected === 'no_stream' &&
      softDeleted &&
      result.actual !== 'no_stream'
    )
      result = await append(result.actual);
  }
  if (result.kind === 'conflict')
    return { kind: 'wrong', actual: result.actual === 'no_stream' ? undefined : result.actual };
  const { revision } = result;
  const offset = offsetOf(result.position);
  remembered.add(stream, events, revision, offset);
  if (end !== undefined && revision > end) await log.setTruncation(stream, end + 1n); // it is back
  return { kind: 'appended', revision, offset };
}
