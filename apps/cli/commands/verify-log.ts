import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { FolderInUseError, lockFolder } from '#apps/composition/folder-lock.js';
import { type Anchor, anchorLine, parseAnchors } from '#event-log/verification/anchor.js';
import { problemText } from '#event-log/verification/problem-text.js';
import { type LogReport, verifyLog } from '#event-log/verify.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { EXIT_CODES, type ExitCode, ExpectedFailure } from '../failure.js';
import { type JsonOption, printJson, readable } from '../json.js';
import { messageOf } from '#platform/message-of.js';

interface VerifyOptions extends JsonOption {
  readonly data: string;
  readonly anchor?: string;
  readonly writeAnchor?: string;
}

/** `hawiya log verify`: 0 the log is as it was written; 1 it is not, the first event at fault is named; 3 it cannot be opened. */
export function verifyLogCommand(): Command {
  return readable(new Command('verify'))
    .description('check that no event of a stopped service was altered, dropped or inserted')
    .option('--data <folder>', "the service's data folder", process.env['HAWIYA_DATA'] ?? './data')
    .option('--anchor <file>', 'anchors written earlier: nothing up to them may have changed since')
    .option('--write-anchor <file>', 'add an anchor of the log as it is now, if nothing is wrong with it')
    .action(async ({ data, anchor, writeAnchor, json }: VerifyOptions) => {
      const anchors = anchor === undefined ? [] : await readAnchors(anchor);
      const report = await verifyFolder(data, anchors);
      if (json) printJson(report);
      for (const problem of report.problems) console.error(problemText(problem));
      if (report.problemCount > 0) {
        throw new ExpectedFailure(`${report.problemCount} problem(s) in ${counted(report)}`, 1);
      }
      if (!json) console.log(`${counted(report)}: as they were written`);
      if (writeAnchor !== undefined) await addAnchor(writeAnchor, report.anchor);
    });
}

async function verifyFolder(data: string, anchors: readonly Anchor[]): Promise<LogReport> {
  const path = join(data, 'event-store');
  // Opening what is not there would make an empty log, and find it in order.
  if ((await stat(path).catch(() => undefined))?.isDirectory() !== true)
    throw new ExpectedFailure(
      `${data} is not a data folder: there is no event-store in it`,
      EXIT_CODES.unavailable,
    );
  const lock = await lockFolder(data).catch((error: unknown) => {
    if (!(error instanceof FolderInUseError)) throw unusable(data, error, EXIT_CODES.unavailable);
    throw new ExpectedFailure(`${error.message}: stop the service first`, EXIT_CODES.unavailable);
  });
  try {
    const store = await openEmbeddedEventStore({ path }).catch((error: unknown) => {
      throw unusable(path, error, EXIT_CODES.unavailable);
    });
    try {
      return await verifyLog(store, { anchors });
    } finally {
      await store.close();
    }
  } finally {
    await lock.release();
  }
}

async function readAnchors(file: string): Promise<readonly Anchor[]> {
  try {
    return parseAnchors(await readFile(file, 'utf8'));
  } catch (error) {
    throw unusable(file, error);
  }
}

async function addAnchor(file: string, anchor: Anchor): Promise<void> {
  try {
    await appendFile(file, anchorLine(anchor));
  } catch (error) {
    throw unusable(file, error);
  }
  console.log(`anchor at event ${anchor.events} added to ${file}`);
}

function counted({ events, streams }: LogReport): string {
  return `${events} events in ${streams} streams`;
}

function unusable(what: string, error: unknown, exitCode: ExitCode = EXIT_CODES.wrongCall): ExpectedFailure {
  return new ExpectedFailure(`${what}: ${messageOf(error)}`, exitCode);
}
