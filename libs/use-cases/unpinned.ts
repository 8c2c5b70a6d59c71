import type { CommandContext } from './command-context.js';

/** If-Match names a revision of the application's own stream: on any other stream it would mean nothing. */
export function unpinned(command: CommandContext): CommandContext {
  const { pinned: _, ...context } = command;
  return context;
}
