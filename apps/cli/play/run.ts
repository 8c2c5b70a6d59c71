import { randomBytes } from 'node:crypto';
import { EXIT_CODES, ExpectedFailure } from '../failure.js';
import { type JsonOption, printJson } from '../json.js';
import { interruptible } from '../interruptible.js';
import { mustAnswer } from '../reachable.js';
import { invented } from './invent.js';
import { complaints, playAll, readCaseFiles } from './play-all.js';
import { table } from './table.js';

export interface RunOptions extends JsonOption {
  readonly url: string;
  readonly issuer: string;
  /** Seconds. */
  readonly patience: number;
  readonly runId?: string;
  readonly asWritten: boolean;
}

/** Plays case files against a running service. @throws ExpectedFailure when an outcome differs, or nothing was played */
export async function run(paths: readonly string[], options: RunOptions): Promise<void> {
  const { url, issuer, patience, asWritten, json, runId = randomBytes(4).toString('hex') } = options;
  const written = await readCaseFiles(paths);
  const files = asWritten ? written : written.map((file) => invented(file, runId));
  await mustAnswer({ url, issuer });
  if (!asWritten) console.error(`run ${runId}`);
  const leaves = `what was begun stays with the service at ${url}, as people who leave would leave it`;
  const played = await interruptible(leaves, (signal) =>
    playAll(files, { url, issuer, patienceMs: patience * 1_000, signal }, ({ file }, done) =>
      console.error(`[${done}/${files.length}] ${file.title}`),
    ),
  );
  if (json)
    printJson({
      run: asWritten ? null : runId,
      cases: played.map(({ file, ...of }) => ({ case: file.name, ...of })),
    });
  else console.log(table(played));
  const wrong = complaints(played);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) throw new ExpectedFailure(`${wrong.length} difference(s)`, EXIT_CODES.differs);
}
