import { Command } from 'commander';
import { ExpectedFailure } from '../failure.js';
import { complaints, playAll, readCaseFiles } from '../play/play-all.js';
import { table } from '../play/table.js';
import { mustAnswer } from './reachable.js';

interface RunOptions {
  readonly url: string;
  readonly issuer: string;
  readonly patience: string;
}

/** `hawiya run FILE…` */
export function runCommand(): Command {
  return new Command('run')
    .description('play case files against a running service and check each outcome')
    .argument('<files...>', 'case files, e.g. samples/*.yaml')
    .option('--url <url>', 'address of the service', 'http://127.0.0.1:3000')
    .option(
      '--issuer <url>',
      'OpenID provider the people of the case files sign in at',
      'http://127.0.0.1:3001',
    )
    .option('--patience <seconds>', 'how long an expected state may take to show', '20')
    .action(async (paths: string[], { url, issuer, patience }: RunOptions) => {
      const patienceMs = Number(patience) * 1_000;
      if (!(patienceMs > 0))
        throw new ExpectedFailure(`--patience ${patience}: expected a number of seconds above 0`);
      const files = await readCaseFiles(paths);
      await mustAnswer(url, issuer);
      const played = await playAll(files, { url, issuer, patienceMs }, ({ file }, done) =>
        console.error(`[${done}/${files.length}] ${file.title}`),
      );
      console.log(table(played));
      const wrong = complaints(played);
      for (const line of wrong) console.error(line);
      if (wrong.length > 0) throw new ExpectedFailure(`${wrong.length} difference(s)`, 1);
    });
}
