import { setMaxListeners } from 'node:events';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import type { Anchor } from '../verification/anchor.js';
import { LogWalk } from '../verification/log-walk.js';
import { steadily } from '../verification/steady-read.js';
import { type LogReport, verifyLog, type VerifyLogOptions } from '../verify.js';
import { type Appending, appendCopies } from './append-copies.js';
import { type EventBatch, batches } from './batches.js';
import { CopyRefusedError } from './refused.js';
import { milestoneOf, Milestones } from './successors.js';

/** A log that is copied from or to. */
export interface CopySide {
  readonly store: Pick<EventStore, 'readAll' | 'lastPosition'> & Appending;
  /** Whose streams these are, where others write to the same store. */
  readonly isOurs: (stream: string) => boolean;
  /** How long the store may be away in the middle of a read, milliseconds. */
  readonly awayMs: number;
}

export type CopyStep = 'checking the target' | 'checking the source' | 'copying' | 'verifying both';

/** How far a step has come: in places of the log, or in events. */
export interface CopyProgress {
  readonly events: number;
  readonly position: bigint;
  readonly last: bigint;
}

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Of the source, taken earlier: they must hold. */
  readonly anchors?: readonly Anchor[];
  /** Called now and then. */
  readonly onProgress?: (step: CopyStep, come: CopyProgress) => void;
}

export interface Copied {
  readonly events: number;
  readonly streams: number;
  /** How many of them were not there before. */
  readonly appended: number;
  /** Where the source ended. */
  readonly upTo: Position | undefined;
  /** For the copy, one for each anchor of the source. */
  readonly successors: readonly Anchor[];
  /** Of the whole copy. */
  readonly anchor: Anchor;
}

/** Appends in flight: one for each stream of a window at most. */
const IN_FLIGHT = 256;

/**
 * Makes the target hold what the source holds: every event to the byte, with id and revision, each stream in its order.
 * Resumes where an earlier copy ended, at whatever moment; with nothing left to copy it changes nothing. Both are
 * verified and compared at the end.
 * @throws CopyRefusedError nothing was written if source or target cannot be copied from or to
 * @throws EventStoreError when one of them stays away; the signal's reason
 */
export async function copyLog(source: CopySide, target: CopySide, options: CopyOptions): Promise<Copied> {
  const { signal, anchors = [], onProgress = () => undefined } = options;
  setMaxListeners(0, signal); // every append in flight listens to it
  const upTo = await source.store.lastPosition();
  const there = new LogWalk();
  const end = await target.store.lastPosition();
  const onTarget = (events: number, position: Position) =>
    onProgress('checking the target', { events, position, last: end ?? position });
  refuse('target', await walked(target, there, { upTo: end, signal, onProgress: onTarget }));
  const { events: total } = await checkSource(source, target, { there, upTo, anchors, signal, onProgress });
  let [done, appended] = [0, 0];
  for await (const batch of batches(ours(source, upTo, signal))) {
    const counts = await copyBatch(target.store, batch, there, signal);
    done += counts.events;
    appended += counts.appended;
    onProgress('copying', { events: done, position: BigInt(done), last: BigInt(total) });
  }
  return { ...(await proven(source, target, { upTo, total, anchors, signal, onProgress })), appended, upTo };
}

interface Known {
  readonly upTo: Position | undefined;
  readonly anchors: readonly Anchor[];
  readonly signal: AbortSignal;
  readonly onProgress: NonNullable<CopyOptions['onProgress']>;
}

/** The source is as it was written, and what the target holds is a beginning of each of its streams. */
async function checkSource(
  source: CopySide,
  target: CopySide,
  { there, upTo, anchors, signal, onProgress }: Known & { readonly there: LogWalk },
): Promise<LogReport> {
  const walk = new LogWalk();
  let met = 0;
  const onEvent = ({ stream, revision }: RecordedEvent) => {
    const head = there.headOf(stream);
    if (head?.revision !== revision) return;
    if (head.hash !== walk.hash) throw new CopyRefusedError({ kind: 'no-beginning', stream });
    met += 1;
  };
  const report = await walked(source, walk, {
    upTo,
    anchors,
    signal,
    onEvent,
    onProgress: (events, position) =>
      onProgress('checking the source', { events, position, last: upTo ?? position }),
  });
  refuse('source', report);
  if (met < there.streams)
    throw new CopyRefusedError({ kind: 'no-beginning', stream: await strange(target, walk, signal) });
  return report;
}

/** A stream of the target that goes further than the source's, or that the source does not have. */
async function strange(target: CopySide, source: LogWalk, signal: AbortSignal): Promise<string> {
  for await (const { stream, revision } of ours(target, undefined, signal))
    if (revision > (source.headOf(stream)?.revision ?? -1n)) return stream;
  return 'a stream that is gone again';
}

async function copyBatch(
  target: Appending,
  batch: EventBatch,
  there: LogWalk,
  signal: AbortSignal,
): Promise<{ readonly events: number; readonly appended: number }> {
  let [events, appended] = [0, 0];
  const left = batch.values();
  const failed = new AbortController();
  const worker = async () => {
    for (const stream of left) {
      signal.throwIfAborted();
      if (failed.signal.aborted) return;
      events += stream.length;
      const known = (stream[0] && there.headOf(stream[0].stream)?.revision) ?? -1n;
      const missing = stream.filter(({ revision }) => revision > known);
      await appendCopies(target, missing, signal).catch((error: unknown) => {
        failed.abort(); // the others finish what they are at
        throw error;
      });
      appended += missing.length;
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, batch.size) }, worker));
  return { events, appended };
}

/** Reads both again. The heads of all streams are the same, and each covers every byte before it. */
async function proven(
  source: CopySide,
  target: CopySide,
  { upTo, total, anchors, signal, onProgress }: Known & { readonly total: number },
): Promise<Omit<Copied, 'appended' | 'upTo'>> {
  const [here, there] = [new LogWalk(), new LogWalk()];
  const at = new Set([...anchors.map((anchor) => milestoneOf(anchor, total)), total]);
  const [ofSource, ofTarget] = [new Milestones(here, at), new Milestones(there, at)];
  let seen = 0;
  const counting = (milestones: Milestones) => (event: RecordedEvent) => {
    milestones.see(event);
    if ((seen += 1) % 1_000 === 0)
      onProgress('verifying both', { events: seen, position: BigInt(seen), last: BigInt(2 * total) });
  };
  refuse('source', await walked(source, here, { upTo, anchors, signal, onEvent: counting(ofSource) }));
  const report = await walked(target, there, { signal, onEvent: counting(ofTarget) });
  refuse('target', report);
  if (here.events !== there.events || !here.endsAs(there)) throw new CopyRefusedError({ kind: 'differs' });
  const successors = anchors
    .filter(({ events }) => events > 0)
    .map((anchor) => ({ ...successor(ofSource, ofTarget, anchor, total), at: anchor.at }));
  return { events: report.events, streams: report.streams, successors, anchor: report.anchor };
}

function successor(source: Milestones, target: Milestones, anchor: Anchor, total: number): Anchor {
  const found = source.sameIn(target, milestoneOf(anchor, total)) ?? source.sameIn(target, total);
  if (found === undefined) throw new CopyRefusedError({ kind: 'differs' });
  return found;
}

type Walking = Pick<VerifyLogOptions, 'anchors' | 'onEvent' | 'onProgress'> & {
  readonly upTo?: Position | undefined;
  readonly signal: AbortSignal;
};

async function walked(side: CopySide, walk: LogWalk, { upTo, ...options }: Walking): Promise<LogReport> {
  const { store, isOurs, awayMs } = side;
  const report = await verifyLog(steadily(store, { upTo, awayMs }), { ...options, walk, isOurs }).catch(
    (error: unknown) => {
      options.signal.throwIfAborted();
      throw error;
    },
  );
  // A store that is away says nothing about its log.
  for (const problem of report.problems) if (problem.kind === 'unreadable' && awayMs > 0) throw problem.error;
  return report;
}

async function* ours(
  { store, isOurs, awayMs }: CopySide,
  upTo: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent, void> {
  for await (const event of steadily(store, { upTo, awayMs }).readAll({ signal }))
    if (isOurs(event.stream)) yield event;
}

function refuse(side: 'source' | 'target', report: LogReport): void {
  if (report.problemCount > 0) throw new CopyRefusedError({ kind: 'findings', in: side, report });
}
