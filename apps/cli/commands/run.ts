import { Command, InvalidArgumentError } from 'commander';
import { ExpectedFailure } from '../failure.js';
import { complaints, playAll, readCaseFiles } from '../play/play-all.js';
import { table } from '../play/table.js';
import { DEFAULT_ISSUER, DEFAULT_URL, address } from './addresses.js';
import { mustAnswer } from './reachable.js';

interface RunOptions {
  readonly url: string;
  readonly issuer: string;
  /** Seconds. */
  readonly patience: number;
}

/** `hawiya run FILE…` */
export function runCommand(): Command {
  return new Command('run')
    .description('play case files against a running service and check each outcome')
    .argument('<files...>', 'case files, e.g. samples/*.yaml')
    .option('--url <url>', 'address of the service', address, DEFAULT_URL)
    .option(
      '--issuer <url>',
      'OpenID provider the people of the case files sign in at',
      address,
      DEFAULT_ISSUER,
    )
    .option('--patience <seconds>', 'how long an expected state may take to show', seconds, 20)
    .action(async (paths: string[], { url, issuer, patience }: RunOptions) => {
      const files = await readCaseFiles(paths);
      await mustAnswer({ url, issuer });
      const played = await playAll(files, { url, issuer, patienceMs: patience * 1_000 }, ({ file }, done) =>
        console.error(`[${done}/${files.length}] ${file.title}`),
      );
      console.log(table(played));
      const wrong = complaints(played);
      for (const line of wrong) console.error(line);
      if (wrong.length > 0) throw new ExpectedFailure(`${wrong.length} difference(s)`, 1);
    });
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return number;
}
