import { Command } from 'commander';
import { copyKeysCommand } from './copy-keys.js';

/** `hawiya keys …` */
export function keysCommand(): Command {
  return new Command('keys')
    .description('the keys that personal data is sealed with')
    .addCommand(copyKeysCommand());
}
