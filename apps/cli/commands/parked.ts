import { Command } from 'commander';
import { discardCommand } from '../parked/discard.js';
import { listCommand } from '../parked/list.js';
import { replayCommand } from '../parked/replay.js';
import { showCommand } from '../parked/show.js';

/** `hawiya parked …` */
export function parkedCommand(): Command {
  return new Command('parked')
    .description(
      'documents of a running service that an event holds up, and deadlines it cannot fire: what to do about them',
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(replayCommand())
    .addCommand(discardCommand());
}
