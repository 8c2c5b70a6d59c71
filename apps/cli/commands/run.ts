import { Command, InvalidArgumentError } from 'commander';
import type { RunOptions } from '../play/run.js';
import { DEFAULT_ISSUER, DEFAULT_URL, address } from './addresses.js';

/** `hawiya run FILE…`: 0 every outcome is as expected; 1 one differs; 2 nothing was played. */
export function runCommand(): Command {
  return new Command('run')
    .description(
      'play case files against a running service and check each outcome; each run by people of its own, whom a sandbox signs in by their invented numbers',
    )
    .argument('<files...>', 'case files, e.g. samples/*.yaml')
    .option('--url <url>', 'address of the service', address, DEFAULT_URL)
    .option(
      '--issuer <url>',
      'OpenID provider the people of the case files sign in at',
      address,
      DEFAULT_ISSUER,
    )
    .option('--run-id <id>', 'names the run: the same one has the same people (default: a new one)', runId)
    .option('--as-written', 'by the people named in the files, who can be played once', false)
    .option('--patience <seconds>', 'how long an expected state may take to show', seconds, 20)
    .option('--json', 'what came of each case as one JSON document, for programs', false)
    .action(async (paths: string[], options: RunOptions) => {
      const { run } = await import('../play/run.js');
      await run(paths, options);
    });
}

function runId(text: string): string {
  if (!/^[a-z0-9]{1,16}$/.test(text))
    throw new InvalidArgumentError('Expected 1 to 16 lower-case letters and digits.');
  return text;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return number;
}
