import { Command } from 'commander';
import { cancelCommand, confirmCommand, requestCommand } from '../erasures/changing.js';
import { listErasuresCommand, showErasureCommand } from '../erasures/reading.js';

/** `hawiya erasures …` */
export function erasuresCommand(): Command {
  return new Command('erasures')
    .description("erase a person's data: one operator asks, another confirms, the service carries it out")
    .addCommand(requestCommand())
    .addCommand(confirmCommand())
    .addCommand(cancelCommand())
    .addCommand(listErasuresCommand())
    .addCommand(showErasureCommand());
}
