import { writeFile } from 'node:fs/promises';
import { type Copied, copyLog, type CopySide, type CopyStep } from '#event-sourcing/copy/copy-log.js';
import { CopyRefusedError } from '#event-sourcing/copy/refused.js';
import { isLogStream } from '#event-catalogue/log-streams.js';
import { type Anchor, anchorLine } from '#event-sourcing/verification/anchor.js';
import { EventStoreError } from '#event-store/errors.js';
import type { Configuration } from '#configuration/configuration.js';
import { messageOf } from '#runtime/message-of.js';
import { EXIT_CODES, ExpectedFailure } from '../failure.js';
import { counted } from '../figures.js';
import { type Advanced, ProgressLine } from '../projections/progress-line.js';
import { readAnchors, unusable } from './anchor-files.js';
import { factsWaiting } from './facts-waiting.js';
import { handOverLog, mustBeWhereItWas } from './fences.js';
import { type LogPlace, shownLogPlace, placeAt, placeIn, settings } from './log-place.js';
import { type OpenedLog, withLog } from './opened-log.js';

export interface CopyCommandOptions {
  readonly from?: string;
  readonly to?: string;
  readonly anchor?: string;
}

/** How long EventStoreDB may be away in the middle, milliseconds. */
const AWAY_MS = 60_000;

/**
 * Copies a log to another store, verifies both and fences the source.
 * @throws ExpectedFailure when source or target are refused (1), a store is away (2), a folder is in use (3)
 */
export async function copyLogBetween(
  { from, to, anchor }: CopyCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const configuration = settings();
  if (from === undefined && to === undefined)
    throw new ExpectedFailure('name --from, --to or both: the one left out is the store the settings name');
  const [source, target] = [from, to].map((text) =>
    text === undefined ? placeIn(configuration) : placeAt(text),
  );
  if (source === undefined || target === undefined) throw new Error('two places were asked for');
  if (shownLogPlace(source) === shownLogPlace(target))
    throw new ExpectedFailure(`${shownLogPlace(source)} is both where to copy from and where to`);
  const anchors = anchor === undefined ? [] : await readAnchors(anchor);
  await withLog(source, (opened) =>
    withLog(
      target,
      async (other) => {
        console.error(`from: ${opened.name}\nto: ${other.name}`);
        await mustBeWhereItWas(opened, other);
        await mustHaveTakenIn(source, configuration);
        const copied = await copyWithProgress(opened, other, anchors, signal);
        await mustNotHaveGoneOn(opened, copied, signal);
        await handOverLog(opened, other, new Date());
        await mustNotHaveGoneOn(opened, copied, signal);
        report(copied, opened, other);
        if (anchor !== undefined) await writeSuccessors(`${anchor}.copy`, copied);
      },
      { makes: true },
    ),
  );
}

async function copyWithProgress(
  source: OpenedLog,
  target: OpenedLog,
  anchors: readonly Anchor[],
  signal: AbortSignal,
): Promise<Copied> {
  const progress = new StepLines();
  try {
    return await copyLog(sideOf(source), sideOf(target), {
      signal,
      anchors,
      onProgress: (step, come) => progress.advanced(step, come),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CopyRefusedError) throw new ExpectedFailure(error.message, EXIT_CODES.differs);
    if (error instanceof EventStoreError)
      throw new ExpectedFailure(`${error.message}; run it again to go on`, EXIT_CODES.storeAway);
    throw error;
  } finally {
    progress.end();
  }
}

const sideOf = ({ place, store }: OpenedLog): CopySide =>
  place.kind === 'embedded'
    ? { store, isOurs: () => true, awayMs: 0 }
    : { store, isOurs: isLogStream, awayMs: AWAY_MS };

async function mustHaveTakenIn(source: LogPlace, configuration: Configuration): Promise<void> {
  const waiting = await factsWaiting(source, configuration).catch((error: unknown) => {
    throw new ExpectedFailure(`the topics of facts: ${messageOf(error)}`, EXIT_CODES.unavailable);
  });
  if (waiting === undefined)
    console.error('facts that wait on topics were not looked for: HAWIYA_KAFKA_BROKERS is not set');
  else if (waiting > 0n)
    throw new ExpectedFailure(
      `${waiting} message(s) with facts are not taken in yet: let the service take them in, stop it, and copy then`,
      EXIT_CODES.differs,
    );
}

/** What is written to the source behind what was copied would be lost. */
async function mustNotHaveGoneOn(
  { store, place }: OpenedLog,
  { upTo }: Copied,
  signal: AbortSignal,
): Promise<void> {
  for await (const { stream } of store.readAll({ ...(upTo !== undefined && { after: upTo }), signal }))
    if (place.kind === 'embedded' || isLogStream(stream))
      throw new ExpectedFailure(
        `the source goes on (${stream}): stop the service, and copy again`,
        EXIT_CODES.differs,
      );
}

function report({ events, streams, appended }: Copied, source: OpenedLog, target: OpenedLog): void {
  console.log(
    `${counted(events)} events in ${counted(streams)} streams: ${counted(appended)} copied, ${counted(events - appended)} were there; both are as they were written, and equal`,
  );
  console.log(`${source.name} is fenced: its start says that the log goes on in ${target.name}`);
}

async function writeSuccessors(file: string, { successors }: Copied): Promise<void> {
  await writeFile(file, successors.map(anchorLine).join('')).catch((error: unknown) => {
    throw unusable(file, error);
  });
  console.log(`${successors.length} anchor(s) hold; their successors for the copy are in ${file}`);
}

/** One line for each step, one after the other. */
class StepLines {
  private step: CopyStep | undefined;
  private line: ProgressLine | undefined;

  advanced(step: CopyStep, come: Advanced): void {
    if (step !== this.step) {
      this.end();
      this.step = step;
      this.line = new ProgressLine(step);
    }
    this.line?.advanced(come);
  }

  end(): void {
    this.line?.end();
  }
}
