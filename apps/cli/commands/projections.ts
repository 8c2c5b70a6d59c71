import { Command } from 'commander';
import { type JsonOption, readable } from '../json.js';
import { DEFAULT_WORKERS, throttle, workers } from '../projections/options.js';
import type { RebuildCommandOptions } from '../projections/rebuild.js';
import type { VerifyCommandOptions } from '../projections/verify.js';

/** `hawiya projections …`. What it works with is loaded by the call that needs it: help should not wait for drivers. */
export function projectionsCommand(): Command {
  return new Command('projections')
    .description('the read models: how far they are, making them again, comparing them with the events')
    .addCommand(listCommand())
    .addCommand(rebuildCommand())
    .addCommand(verifyCommand());
}

/** `hawiya projections list` */
function listCommand(): Command {
  return readable(onFolder('list'))
    .description('each read model: built or not, how far it is, parked keys, a rebuild under way')
    .action(async (options: JsonOption & { readonly data?: string }) => {
      const { listModels } = await import('../projections/list.js');
      await listModels(options);
    });
}

/** `hawiya projections rebuild`: 0 done; 1 done, and keys had to be parked; 2 not done. */
function rebuildCommand(): Command {
  return onFolder('rebuild')
    .description('make read models again from the event store while the old ones are read and written')
    .argument('[models...]', 'names of models; hawiya projections list shows them')
    .option('--all', 'every model', false)
    .option('--fresh', 'begin anew instead of going on with an interrupted rebuild', false)
    .option('--workers <n>', 'threads that fold', workers, DEFAULT_WORKERS)
    .option('--throttle <events>', 'at most so many events a second', throttle)
    .action(async (names: string[], options: RebuildCommandOptions) => {
      const { rebuildModels } = await import('../projections/rebuild.js');
      await rebuildModels(names, options);
    });
}

/** `hawiya projections verify`: 0 every model equals the fold of the events; 1 one does not; 2 it could not be told. */
function verifyCommand(): Command {
  return readable(onFolder('verify'))
    .description('compare read models, while they are read and written, with the fold of the events')
    .argument('[models...]', 'names of models (default: all)')
    .option('--workers <n>', 'threads that fold', workers, DEFAULT_WORKERS)
    .option('--throttle <events>', 'at most so many events a second', throttle)
    .action(async (names: string[], options: VerifyCommandOptions) => {
      const { verifyModels } = await import('../projections/verify.js');
      await verifyModels(names, options);
    });
}

function onFolder(name: string): Command {
  return new Command(name).option(
    '--data <folder>',
    "a stopped embedded service's data folder (default: HAWIYA_DATA, or ./data)",
  );
}
