import { Command, InvalidArgumentError } from 'commander';
import type { RunOptions } from '../play/run.js';
import { DEFAULT_ISSUER, DEFAULT_URL, address } from './addresses.js';

/** `hawiya run FILE…`: 0 every outcome is as expected; 1 one differs; 2 nothing was played. */
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
    .action(async (paths: string[], options: RunOptions) => {
      const { run } = await import('../play/run.js');
      await run(paths, options);
    });
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return number;
}
