import { Command } from 'commander';
import { interruptible } from '../interruptible.js';
import type { CopyKeysCommandOptions } from '../keys/copy.js';

const HELP = `
FOLDER is the data folder of an embedded service. The other side is the MongoDB that the settings name, so that no secret
is on a command line:
  HAWIYA_MONGO_URL       where, with user and password
  HAWIYA_KEYS_SECRET     what the keys are wrapped with there
  HAWIYA_SUBJECT_SECRET  what people are named with: the same on both sides, brought into a folder that has none
The folder's keys are wrapped with what is in --master-key, or in FOLDER/keys/master.key if there is one, or else with
HAWIYA_KEYS_SECRET, too.

Stop the service first. Ids, keys, erasures and the log they belong to are kept. A copy that was interrupted, however,
goes on when it is run again, and until then nobody can work with half of the keys; run once more it changes nothing. The
target may hold a beginning of the source, and no other keys. At the end both are compared, and the source is fenced:
nothing starts with it any more. Copying back lifts the fence. The keys are still in the source then: remove it, or
whoever is erased from now on is still readable there.`;

/** `hawiya keys copy`: 0 copied and equal; 1 source or target are refused, or differ; 2 a wrong call or secret, or MongoDB is away; 3 the folder is in use or has no keys. */
export function copyKeysCommand(): Command {
  return new Command('copy')
    .description(
      "copy the persons' keys between a stopped embedded service and MongoDB, and fence the source",
    )
    .option('--from <folder>', 'FOLDER to copy from, to MongoDB')
    .option('--to <folder>', 'FOLDER to copy to, from MongoDB')
    .option('--master-key <file>', "file with the folder's master key: 64 hex digits, mode 0600")
    .addHelpText('after', HELP)
    .action((options: CopyKeysCommandOptions) =>
      interruptible('run it again to go on', async (signal) => {
        const { copyKeysBetween } = await import('../keys/copy.js');
        await copyKeysBetween(options, signal);
      }),
    );
}
