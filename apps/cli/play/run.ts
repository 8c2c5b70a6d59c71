import { mustAnswer } from '../reachable.js';
import { ExpectedFailure } from '../failure.js';
import { complaints, playAll, readCaseFiles } from './play-all.js';
import { table } from './table.js';

export interface RunOptions {
  readonly url: string;
  readonly issuer: string;
  /** Seconds. */
  readonly patience: number;
}

/** Plays case files against a running service. @throws ExpectedFailure when an outcome differs (1), or nothing was played (2) */
export async function run(paths: readonly string[], { url, issuer, patience }: RunOptions): Promise<void> {
  const files = await readCaseFiles(paths);
  await mustAnswer({ url, issuer });
  const played = await playAll(files, { url, issuer, patienceMs: patience * 1_000 }, ({ file }, done) =>
    console.error(`[${done}/${files.length}] ${file.title}`),
  );
  console.log(table(played));
  const wrong = complaints(played);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) throw new ExpectedFailure(`${wrong.length} difference(s)`, 1);
}
