import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideCompleteErasure, decideLapseErasure, erasureDecider } from '#domain/erasure/erasure.js';
import type { Subject } from '#decider/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** Nobody has confirmed the request in time. */
export class LapseErasure extends UseCase {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
  ) {
    super(context);
  }
}

@CommandHandler(LapseErasure)
export class LapseErasureHandler implements ICommandHandler<LapseErasure> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject }: LapseErasure): Promise<Outcome> {
    const execution = await this.log.execute(erasureDecider, streams.erasure(subject), context, (state) =>
      decideLapseErasure(state, context.at),
    );
    return answering(execution, () => ({}));
  }
}

/** The keys are gone, and so is what was made with them. */
export class CompleteErasure extends UseCase {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
    /** Whose documents were made anew. */
    readonly cases: number,
  ) {
    super(context);
  }
}

@CommandHandler(CompleteErasure)
export class CompleteErasureHandler implements ICommandHandler<CompleteErasure> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject, cases }: CompleteErasure): Promise<Outcome> {
    const execution = await this.log.execute(erasureDecider, streams.erasure(subject), context, (state) =>
      decideCompleteErasure(state, { cases, at: context.at }),
    );
    return answering(execution, () => ({}));
  }
}
