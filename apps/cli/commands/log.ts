import { Command } from 'commander';
import { copyLogCommand } from './copy-log.js';
import { verifyLogCommand } from './verify-log.js';

/** `hawiya log …` */
export function logCommand(): Command {
  return new Command('log')
    .description('the log of events')
    .addCommand(verifyLogCommand())
    .addCommand(copyLogCommand());
}
