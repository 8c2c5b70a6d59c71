import { isLogStream } from '#event-catalogue/log-streams.js';
import type { Anchor } from '#event-sourcing/verification/anchor.js';
import { steadily } from '#event-sourcing/verification/steady-read.js';
import { type LogReport, verifyLog } from '#event-sourcing/verify.js';
import type { EventStore, Position } from '#event-store/port.js';
import { ProgressLine } from '../projections/progress-line.js';
import { away, type OpenedLog } from './opened-log.js';

/** What a service that goes on working beside a verification is not to notice: events a second. */
export const DEFAULT_RATE = 5_000;

/** How long EventStoreDB may be away before a verification gives up, milliseconds: longer than a leader takes. */
const AWAY_MS = 60_000;

export interface VerifyingOptions {
  readonly anchors?: readonly Anchor[];
  /** Events a second; default: no limit. */
  readonly eventsPerSecond?: number | undefined;
  /** Title of the progress that is shown; undefined: none is. */
  readonly progress?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Verified extends LogReport {
  /** Where it ended: the end of the log when it began. Undefined: the log was empty. */
  readonly upTo: Position | undefined;
}

/** Verifies a log up to where it ends now. @throws ExpectedFailure when the store goes away (2); the signal's reason */
export async function verified(log: OpenedLog, options: VerifyingOptions): Promise<Verified> {
  const { signal, eventsPerSecond, anchors = [] } = options;
  const upTo = await log.store.lastPosition();
  const server = log.place.kind === 'eventstoredb';
  const line = options.progress === undefined ? undefined : new ProgressLine(options.progress);
  try {
    const report = await verifyLog(reading(log.store, { upTo, eventsPerSecond, server }), {
      anchors,
      signal,
      ...(server && { isOurs: isLogStream }),
      onProgress: (events, position) => line?.advanced({ events, position, last: upTo ?? position }),
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    if (server) mustHaveStayed(log, report);
    return { ...report, upTo };
  } finally {
    line?.end();
  }
}

function reading(
  store: EventStore,
  { upTo, eventsPerSecond, server }: { readonly server: boolean } & Parameters<typeof steadily>[1],
) {
  return steadily(store, { upTo, eventsPerSecond, awayMs: server ? AWAY_MS : 0 });
}

/** A server that went away says nothing about the log; files that cannot be read do. */
function mustHaveStayed({ name }: OpenedLog, { problems, events }: LogReport): void {
  for (const problem of problems)
    if (problem.kind === 'unreadable' && problem.error.code === 'unavailable')
      throw away(name, `${problem.error.message} (after ${events} events)`);
}
