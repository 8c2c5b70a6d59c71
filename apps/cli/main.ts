import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { projectFile } from '#runtime/project-file.js';
import { demoCommand } from './commands/demo.js';
import { erasuresCommand } from './commands/erasures.js';
import { keysCommand } from './commands/keys.js';
import { logCommand } from './commands/log.js';
import { migrateCommand } from './commands/migrate.js';
import { parkedCommand } from './commands/parked.js';
import { projectionsCommand } from './commands/projections.js';
import { runCommand } from './commands/run.js';
import { tokenCommand } from './commands/token.js';
import { EXIT_CODES_HELP, ExpectedFailure } from './failure.js';

const program = new Command('hawiya')
  .description(
    'Issues and renews resident identities electronically: the operator’s and tester’s command line',
  )
  .addCommand(runCommand())
  .addCommand(demoCommand())
  .addCommand(logCommand())
  .addCommand(keysCommand())
  .addCommand(migrateCommand())
  .addCommand(projectionsCommand())
  .addCommand(parkedCommand())
  .addCommand(erasuresCommand())
  .addCommand(tokenCommand())
  .addHelpText('after', EXIT_CODES_HELP)
  .version(version())
  .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
inherit(program);
// Whoever reads may have enough: `| head` ends the call, and that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ExpectedFailure)) throw error;
  console.error(`hawiya: ${error.message}`);
  process.exitCode = error.exitCode;
}

/** A wrong call, told like every other failure. */
function oneLine(text: string): string {
  return `hawiya: ${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')} (--help says more)\n`;
}

function version(): string {
  const project: unknown = JSON.parse(readFileSync(projectFile('package.json'), 'utf8'));
  return String(Reflect.get(Object(project), 'version'));
}

/** A command that was added, rather than made by its parent, has the parent's settings only when they are copied. */
function inherit(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}
