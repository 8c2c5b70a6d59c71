import { setImmediate as turn } from 'node:timers/promises';
import type { ReadFrom, ReadStreamOptions, ReadStreamResult, RecordedEvent, StreamName } from '../port.js';
import { checkLimit, checkNotAborted } from '../validation.js';
import { CHUNK } from './head.js';
import type { Log } from './log.js';

/** After so many events everybody else has a turn. */
const BREATH = 512;

export async function readStream(
  log: Log,
  stream: StreamName,
  { from, direction, limit, signal }: ReadStreamOptions,
): Promise<ReadStreamResult> {
  log.checkOpen();
  checkNotAborted(signal);
  const most = checkLimit(limit);
  const head = log.reader.head(stream);
  if (!head) return { kind: 'no_stream' };
  const step = direction === 'backwards' ? -1 : 1;
  const last = head.count - 1;
  const events: RecordedEvent[] = [];
  let chunk = -1;
  let positions: readonly number[] = [];
  let revision = startOf(from, step, last);
  for (; revision >= 0 && revision <= last && events.length < most; revision += step) {
    if (Math.floor(revision / CHUNK) !== chunk) {
      chunk = Math.floor(revision / CHUNK);
      positions = log.reader.positions(head, chunk);
    }
    events.push(log.reader.event(positions[revision % CHUNK] ?? 0));
    if (events.length % BREATH === 0) {
      await turn();
      log.checkOpen();
      checkNotAborted(signal);
    }
  }
  return { kind: 'found', events };
}

/** The first revision to read; one before or beyond the stream means there is nothing to read. */
function startOf(from: ReadFrom | undefined, step: 1 | -1, last: number): number {
  switch (from) {
    case undefined:
      return step === 1 ? 0 : last;
    case 'start':
      return 0;
    case 'end':
      return step === 1 ? last + 1 : last;
    default:
      return step === 1 ? Number(from) : Math.min(Number(from), last);
  }
}
