import { Command } from '@nestjs/cqrs';
import type { CommandContext } from './command-context.js';
import type { Outcome } from '#event-sourcing/outcome.js';

/** A command of ours: who asks and when, and (in the subclass) what for. */
export abstract class UseCase<Answer extends object = object> extends Command<Outcome<Answer>> {
  constructor(readonly context: CommandContext) {
    super();
  }
}
