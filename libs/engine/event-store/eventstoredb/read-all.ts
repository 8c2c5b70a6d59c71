import { Pages } from '../pages.js';
import type { Position, ReadAllOptions, RecordedEvent } from '../port.js';
import { checkLimit, checkNotAborted } from '../validation.js';
import type { Connection } from './connection.js';
import { portError } from './explained.js';
import { endOfLog, eventsOf } from './read.js';
import { type ReadAnswer, isOurs } from './read-answer.js';
import { OpenRead } from './reading.js';
import { isMetadata, retentionNote } from './retention.js';
import type { StreamFilters } from './stream-filter.js';

/**
 * See the port; what the filters let through. The server says nothing until it has found one of those, or the end, and
 * between two there may be millions of another application's: however long that takes, it is no failure as long as
 * anything is heard over the connection, which probes a server that is silent (see `Link`).
 */
export function requestAll(
  connection: Connection,
  { after, direction = 'forwards', limit, signal, onRetention }: ReadAllOptions,
  filters: StreamFilters,
  deadlineMs: number,
): Pages<RecordedEvent> {
  let left = checkLimit(limit);
  let seen = after;
  let end: Position | undefined;
  let asked = 0;
  let reading: OpenRead | undefined;

  /** Undefined: there is nothing to read. */
  async function open(): Promise<OpenRead | undefined> {
    if (direction === 'forwards') {
      end ??= await endOfLog(connection, signal, deadlineMs);
      if (end === undefined) return undefined;
    }
    asked = left + 1; // forwards, the place itself is given again
    const from = seen ?? (direction === 'forwards' ? 'start' : 'end');
    const extent = { direction, limit: asked };
    const filter = onRetention === undefined ? filters.events : filters.withMetadata;
    const request = { kind: 'all', from, extent, filter } as const;
    return new OpenRead(connection, request, deadlineMs, signal);
  }

  async function nextPage(): Promise<readonly RecordedEvent[]> {
    for (;;) {
      connection.checkOpen();
      checkNotAborted(signal);
      if (left === 0) return [];
      reading ??= await open();
      if (reading === undefined) return [];
      const answers = await reading.next(true);
      asked -= answers.length;
      if (answers.length > 0) {
        const events = take(answers);
        if (events.length > 0) return events;
      } else if (asked > 0) {
        connection.checkOpen();
        checkNotAborted(signal);
        return [];
      } else {
        // As many as were asked for, and some of them not ours: there may be more.
        reading.close();
        reading = undefined;
      }
    }
  }

  function take(answers: readonly ReadAnswer[]): readonly RecordedEvent[] {
    const before = seen;
    const events = eventsOf(answers).filter(({ position }) => position !== before);
    const within = events.filter(({ position }) => end === undefined || position <= end);
    seen = events.at(-1)?.position ?? seen;
    if (onRetention !== undefined) tell(within, onRetention);
    const ours = within.filter((event) => isOurs(event) && !isMetadata(event)).slice(0, left);
    left = within.length < events.length ? 0 : left - ours.length;
    return ours;
  }

  function tell(events: readonly RecordedEvent[], told: NonNullable<typeof onRetention>): void {
    for (const event of events) {
      const note = retentionNote(event);
      if (note !== undefined) told(note);
    }
  }

  const failing = (): Promise<readonly RecordedEvent[]> =>
    nextPage().catch((error: unknown) => {
      throw portError(error, 'read of the log');
    });
  return new Pages(
    failing,
    () => connection.closing.aborted || signal?.aborted === true,
    () => reading?.close(),
  );
}
