import { EventStoreError } from '#event-store/errors.js';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import type { Anchor } from './verification/anchor.js';
import { type EventProblem, LogWalk } from './verification/log-walk.js';
import { NotKept, type NotKeptProblem } from './verification/not-kept.js';

export type LogProblem =
  | EventProblem
  /** The store was told not to keep events of a stream. */
  | NotKeptProblem
  /** The log up to the anchor is not what it was then; up to the anchor before (if any) it is. */
  | { readonly kind: 'anchor-differs'; readonly anchor: Anchor; readonly after: Anchor | undefined }
  /** The log ends before the anchor. */
  | { readonly kind: 'cut-off'; readonly anchor: Anchor; readonly events: number }
  /** The store could not be read beyond the last position of the report. */
  | { readonly kind: 'unreadable'; readonly error: EventStoreError };

export interface LogReport {
  readonly events: number;
  readonly streams: number;
  /** The first ones, in the order they were found. */
  readonly problems: readonly LogProblem[];
  readonly problemCount: number;
  /** Of the log as it is now: to be kept, unless there are problems, where whoever can write the log cannot. */
  readonly anchor: Anchor;
}

export interface VerifyLogOptions {
  /** Taken earlier. */
  readonly anchors?: readonly Anchor[];
  readonly signal?: AbortSignal;
  /** Called every 1,000 events, with the number of events seen and the place of the last. */
  readonly onProgress?: (events: number, position: Position) => void;
  /** Whose streams these are, where others write to the same store; default: all are the log's. */
  readonly isOurs?: (stream: string) => boolean;
  /** Walks the log; given by whoever wants to look at it afterwards. Default: a new one. */
  readonly walk?: LogWalk;
  /** Called with each event once the walk has seen it. */
  readonly onEvent?: (event: RecordedEvent) => void;
  /** How many problems the report lists (default 100); all are counted. */
  readonly maxProblems?: number;
  /** For the report's anchor. */
  readonly now?: () => Date;
}

const PROGRESS_EVERY = 1_000;

/**
 * Reads the whole log and checks every stream's chain: that each event is what its id was made from, follows from the
 * one before, none is missing or there twice, and that the store was not told to leave any out (deleted and truncated
 * streams). Works on stored bytes, so it needs no keys and an erasure changes nothing. Not seen without an anchor: a stream's last events cut off, whole streams taken out, and histories redone
 * with all hashes after the change. Memory: see `HeadTable`.
 * @throws EventStoreError `aborted`
 */
export async function verifyLog(
  store: Pick<EventStore, 'readAll'>,
  options: VerifyLogOptions = {},
): Promise<LogReport> {
  const { signal, onProgress, maxProblems = 100, now = () => new Date(), isOurs = () => true } = options;
  const { walk = new LogWalk(), onEvent } = options;
  const notKept = new NotKept(isOurs);
  const problems: LogProblem[] = [];
  let problemCount = 0;
  const report = (problem: LogProblem) => {
    problemCount += 1;
    if (problems.length < maxProblems) problems.push(problem);
  };
  const anchors = new AnchorCheck(
    (options.anchors ?? []).filter(({ events }) => events > 0).sort((a, b) => a.events - b.events),
    report,
  );
  try {
    const asked = { onRetention: notKept.see, ...(signal !== undefined && { signal }) };
    for await (const event of store.readAll(asked)) {
      if (!isOurs(event.stream)) continue;
      const problem = walk.see(event);
      if (problem !== undefined) report(problem);
      anchors.reached(walk);
      onEvent?.(event);
      if (walk.events % PROGRESS_EVERY === 0) onProgress?.(walk.events, event.position);
    }
    anchors.ended(walk);
    for (const problem of notKept.problems()) report(problem);
  } catch (error) {
    if (!(error instanceof EventStoreError) || error.code === 'aborted') throw error;
    report({ kind: 'unreadable', error });
  }
  const { events, streams } = walk;
  return { events, streams, problems, problemCount, anchor: walk.anchor(now().toISOString()) };
}

/** Compares the log with anchors taken earlier, as the walk comes past them. */
class AnchorCheck {
  private held: Anchor | undefined;
  private next = 0;

  constructor(
    private readonly anchors: readonly Anchor[],
    private readonly report: (problem: LogProblem) => void,
  ) {}

  reached(walk: LogWalk): void {
    for (
      let anchor = this.anchors[this.next];
      anchor?.events === walk.events;
      anchor = this.anchors[this.next]
    ) {
      this.next += 1;
      const { digest, position } = walk.anchor('');
      if (digest === anchor.digest && position === anchor.position) this.held = anchor;
      else this.differs(anchor);
    }
  }

  ended({ events }: LogWalk): void {
    const anchor = this.anchors[this.next];
    if (anchor !== undefined) this.report({ kind: 'cut-off', anchor, events });
  }

  /** Every later anchor differs too: that says nothing more. */
  private differs(anchor: Anchor): void {
    this.report({ kind: 'anchor-differs', anchor, after: this.held });
    this.next = this.anchors.length;
  }
}
