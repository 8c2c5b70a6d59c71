import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  decideImpose,
  decideLift,
  type Directive,
  directivesDecider,
} from '#domain/directives/directives.js';
import type { Instant } from '#decider/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** The directives desk imposes a rule on issuing. */
export class ImposeDirective extends UseCase {
  constructor(
    context: CommandContext,
    readonly directive: Directive,
  ) {
    super(context);
  }
}

export class LiftDirective extends UseCase {
  constructor(
    context: CommandContext,
    readonly directiveId: string,
    /** Not in force from then on, whenever we hear of it. */
    readonly liftedAt: Instant,
  ) {
    super(context);
  }
}

@CommandHandler(ImposeDirective)
export class ImposeDirectiveHandler implements ICommandHandler<ImposeDirective> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, directive }: ImposeDirective): Promise<Outcome> {
    const execution = await this.log.execute(directivesDecider, streams.directives, context, (state) =>
      decideImpose(state, directive),
    );
    return answering(execution, () => ({}));
  }
}

@CommandHandler(LiftDirective)
export class LiftDirectiveHandler implements ICommandHandler<LiftDirective> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, directiveId, liftedAt }: LiftDirective): Promise<Outcome> {
    const execution = await this.log.execute(directivesDecider, streams.directives, context, (state) =>
      decideLift(state, { directiveId, at: liftedAt }),
    );
    return answering(execution, () => ({}));
  }
}
