import { Command } from 'commander';
import { problemText } from '#event-sourcing/verification/problem-text.js';
import type { LogReport } from '#event-sourcing/verify.js';
import { ExpectedFailure } from '../failure.js';
import { counted } from '../figures.js';
import { interruptible } from '../interruptible.js';
import { type JsonOption, printJson, readable } from '../json.js';
import { addAnchor, readAnchors } from '../log/anchor-files.js';
import { type LogPlace, placeIn, settings } from '../log/log-place.js';
import { withLog } from '../log/opened-log.js';
import { DEFAULT_RATE, verified } from '../log/verified.js';
import { throttle } from '../projections/options.js';

interface VerifyOptions extends JsonOption {
  readonly data?: string;
  readonly throttle?: number;
  readonly anchor?: string;
  readonly writeAnchor?: string;
}

const HELP = `
The store is the one the settings name: EventStoreDB if HAWIYA_EVENTSTORE_URL is set, else the embedded one in
HAWIYA_DATA or ./data. With EventStoreDB the service may go on working; the check ends where the log ended when it
began, and looks at the streams of this service only. The embedded store has to be stopped.

Found are events that were altered, dropped or inserted, and streams that were truncated, limited or deleted. What went
without a trace (the last events of a stream, a whole stream with its metadata, a history that was redone with all its
hashes) can only be found with an anchor that was written before: --write-anchor, daily, kept where whoever can write
the log cannot; then --anchor.`;

/** `hawiya log verify`: 0 the log is as it was written; 1 it is not, the first event at fault is named; 2 the store is away; 3 the folder cannot be opened. */
export function verifyLogCommand(): Command {
  return readable(new Command('verify'))
    .description(
      'check that no event was altered, dropped or inserted; what went without a trace needs --anchor',
    )
    .option('--data <folder>', 'the embedded event store in this data folder, whatever the settings say')
    .option('--anchor <file>', 'anchors written earlier: nothing up to them may have changed since')
    .option('--write-anchor <file>', 'add an anchor of the log as it is now, if nothing is wrong with it')
    .option(
      '--throttle <events>',
      `at most so many events a second (default: ${DEFAULT_RATE} on EventStoreDB, no limit on a folder)`,
      throttle,
    )
    .addHelpText('after', HELP)
    .action((options: VerifyOptions) =>
      interruptible('nothing was changed', (signal) => verify(options, signal)),
    );
}

async function verify(options: VerifyOptions, signal: AbortSignal): Promise<void> {
  const { data, anchor, writeAnchor, json } = options;
  const place: LogPlace = data === undefined ? placeIn(settings()) : { kind: 'embedded', data };
  const anchors = anchor === undefined ? [] : await readAnchors(anchor);
  const report = await withLog(place, async (log) => {
    if (!json) console.error(`store: ${log.name}`);
    const eventsPerSecond = options.throttle ?? (place.kind === 'eventstoredb' ? DEFAULT_RATE : undefined);
    const progress = json ? undefined : 'verify';
    return { store: log.name, ...(await verified(log, { anchors, eventsPerSecond, progress, signal })) };
  });
  if (json) printJson({ ...report, anchored: anchors.length });
  for (const problem of report.problems) console.error(problemText(problem));
  if (report.problemCount > 0)
    throw new ExpectedFailure(`${report.problemCount} problem(s) in ${extent(report)}`, 1);
  if (!json) console.log(`${extent(report)}: as they were written\n${proof(anchors)}`);
  if (writeAnchor === undefined) return;
  await addAnchor(writeAnchor, report.anchor);
  if (!json) console.log(`anchor at event ${report.anchor.events} added to ${writeAnchor}`);
}

/** How far it is proven: the chains alone do not show what went without a trace. */
function proof(anchors: readonly { readonly events: number }[]): string {
  const last = anchors.at(-1);
  return last === undefined
    ? 'what went without a trace is found with an anchor only: --anchor'
    : `nothing went without a trace up to event ${counted(last.events)}`;
}

function extent({ events, streams }: LogReport): string {
  return `${events} events in ${streams} streams`;
}
