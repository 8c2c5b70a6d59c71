import { Command } from 'commander';
import type { CopyCommandOptions } from '../log/copy.js';
import { interruptible } from '../interruptible.js';

const HELP = `
FOLDER is the data folder of an embedded service, URL a connection string of EventStoreDB. The one that is left out is
the store the settings name, so that a password need not be on a command line:
  HAWIYA_EVENTSTORE_URL=esdb://… hawiya log copy --from ./data

Stop the service first. Every event is copied to the byte, with its id and revision, each stream in its order. A copy
that was interrupted, however, goes on when it is run again; run once more it changes nothing. The target may hold a
beginning of the source, and nothing else of this service. The log only: keys, read models and topics are not copied.

At the end both are verified and compared, and the source is fenced: it does not start any more, and says where its log
went. Copying back lifts the fence.`;

/** `hawiya log copy`: 0 copied, both verified and equal; 1 source or target are refused, or differ; 2 a store is away; 3 a folder is in use. */
export function copyLogCommand(): Command {
  return new Command('copy')
    .description('copy the log of a stopped service to another store, and fence the source')
    .option('--from <place>', 'FOLDER or URL to copy from')
    .option('--to <place>', 'FOLDER or URL to copy to')
    .option(
      '--anchor <file>',
      'anchors of the source, which have to hold; their successors for the copy are written to <file>.copy',
    )
    .addHelpText('after', HELP)
    .action((options: CopyCommandOptions) =>
      interruptible('run it again to go on', async (signal) => {
        const { copyLogBetween } = await import('../log/copy.js');
        await copyLogBetween(options, signal);
      }),
    );
}
