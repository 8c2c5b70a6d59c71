import { Command } from 'commander';
import { listCommand } from '../projections/list.js';
import { rebuildCommand } from '../projections/rebuild.js';
import { verifyCommand } from '../projections/verify.js';

/** `hawiya projections …` */
export function projectionsCommand(): Command {
  return new Command('projections')
    .description('the read models: how far they are, making them again, comparing them with the events')
    .addCommand(listCommand())
    .addCommand(rebuildCommand())
    .addCommand(verifyCommand());
}
