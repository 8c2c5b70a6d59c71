import { setImmediate as turn } from 'node:timers/promises';
import { EventStoreError } from '../errors.js';
import type { SubscribeOptions, SubscriptionMessage } from '../port.js';
import type { Log } from './log.js';
import { Pages } from '../pages.js';

/**
 * History and live are one thing here: the next events are always read from the log, a page at a time, and only at its
 * end does anybody wait. So no more than a page is buffered, a slow consumer costs nothing, and there is no hand-over
 * at which an event could be lost or repeated.
 */
export function subscribe(log: Log, { after, signal }: SubscribeOptions): Pages<SubscriptionMessage> {
  log.checkOpen();
  const ended = () => signal.aborted || log.closed();
  let position = Number(after ?? 0);
  if (position > log.last()) {
    // A checkpoint of another log, or of one that was put back to an earlier state: waiting would hide it for ever.
    throw new EventStoreError('invalid', `position ${position} is beyond the end of the log, ${log.last()}`);
  }
  let live = false;
  let busy = false;

  async function nextPage(): Promise<readonly SubscriptionMessage[]> {
    if (busy) await turn(); // a long history must not keep everybody else waiting
    if (!ended() && position >= log.last() && !live) {
      live = true;
      return [{ kind: 'caught-up' }];
    }
    while (!ended() && position >= log.last()) await log.news.wait(signal);
    if (ended()) return [];
    const events = log.reader.page(position + 1, 1, log.last() - position);
    position += events.length;
    busy = position < log.last();
    return events.map((event) => ({ kind: 'event', event }));
  }

  return new Pages(nextPage, ended);
}
