import { EventStoreError } from '#event-store/errors.js';
import {
  type AppendResult,
  type EventStore,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  MAX_APPEND_METADATA_BYTES,
  type NewEvent,
  type RecordedEvent,
  type Revision,
} from '#event-store/port.js';
import { type BackOff, jitteredBackOffMs, pause } from '#runtime/back-off.js';
import { CopyRefusedError } from './refused.js';

/** How long the target may be away before the copy gives up, milliseconds. */
const AWAY_MS = 30_000;
const BACK_OFF: BackOff = { firstMs: 50, capMs: 2_000 };

export type Appending = Pick<EventStore, 'append'>;

type Some<T> = readonly [T, ...T[]];

/**
 * Appends events of one stream as they are, in order, in as few appends as may be. The very same append is sent again
 * while the target is away or does not say whether it stored it: ids and revision make it one.
 * @throws CopyRefusedError somebody else writes to the stream; EventStoreError when the target stays away
 */
export async function appendCopies(
  target: Appending,
  events: readonly RecordedEvent[],
  signal: AbortSignal,
): Promise<void> {
  for (const group of groups(events)) await appendGroup(target, group, signal);
}

async function appendGroup(
  target: Appending,
  group: Some<RecordedEvent>,
  signal: AbortSignal,
): Promise<void> {
  const [{ stream, revision: first }] = group;
  const last = group.at(-1)?.revision ?? first;
  const records: Some<NewEvent> = [recordOf(group[0]), ...group.slice(1).map(recordOf)];
  const expected = first === 0n ? 'no_stream' : ((first - 1n) as Revision); // of the source's own
  const result = await insistently(() => target.append(stream, expected, records, { signal }), signal);
  if (result.kind === 'appended' && result.revision === last) return;
  const at = result.kind === 'appended' ? result.revision : result.actual;
  throw new CopyRefusedError({ kind: 'target-written', stream, at });
}

async function insistently(append: () => Promise<AppendResult>, signal: AbortSignal): Promise<AppendResult> {
  const since = performance.now();
  for (let failures = 1; ; failures += 1) {
    try {
      return await append();
    } catch (error) {
      const passes =
        error instanceof EventStoreError &&
        (error.code === 'unavailable' || error.code === 'outcome-unknown');
      if (!passes || performance.now() - since > AWAY_MS) throw error;
      await pause(jitteredBackOffMs(failures, BACK_OFF), signal);
    }
  }
}

/** What one append takes. */
function* groups(events: readonly RecordedEvent[]): Generator<Some<RecordedEvent>, void> {
  let group: RecordedEvent[] = [];
  let data = 0;
  let metadata = 0;
  for (const event of events) {
    data += event.data.byteLength;
    metadata += event.metadata.byteLength;
    const full =
      group.length === MAX_APPEND_EVENTS || data > MAX_APPEND_BYTES || metadata > MAX_APPEND_METADATA_BYTES;
    if (full && isSome(group)) {
      yield group;
      group = [];
      data = event.data.byteLength;
      metadata = event.metadata.byteLength;
    }
    group.push(event);
  }
  if (isSome(group)) yield group;
}

const isSome = <T>(items: readonly T[]): items is Some<T> => items.length > 0;

const recordOf = ({ id, type, format, data, metadata }: RecordedEvent): NewEvent => ({
  id,
  type,
  format,
  data,
  metadata,
});
