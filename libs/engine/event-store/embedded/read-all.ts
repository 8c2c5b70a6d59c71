import { setImmediate as turn } from 'node:timers/promises';
import type { ReadAllOptions, RecordedEvent } from '../port.js';
import { checkLimit, checkNotAborted } from '../validation.js';
import type { Log } from './log.js';
import { Pages } from '../pages.js';

export function readAll(log: Log, { after, direction, limit, signal }: ReadAllOptions): Pages<RecordedEvent> {
  log.checkOpen();
  const last = log.last();
  const backwards = direction === 'backwards';
  const start = backwards ? Math.min(Number(after ?? last + 1) - 1, last) : Number(after ?? 0) + 1;
  const step = backwards ? -1 : 1;
  let left = Math.min(checkLimit(limit), backwards ? start : last - start + 1);
  let position = start;

  async function nextPage(): Promise<RecordedEvent[]> {
    if (position !== start) await turn();
    log.checkOpen();
    checkNotAborted(signal);
    const events = left > 0 ? log.reader.page(position, step, left) : [];
    position += step * events.length;
    left -= events.length;
    return events;
  }

  return new Pages(nextPage, () => log.closed() || signal?.aborted === true);
}
