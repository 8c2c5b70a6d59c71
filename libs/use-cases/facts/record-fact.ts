import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Subject } from '#decider/brand.js';
import type { Fact, FactNames } from '#domain/resident/facts.js';
import { decideRecordFact, residentDecider } from '#domain/resident/resident.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** An internal service reports something about a resident. */
export class RecordFact extends UseCase {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
    readonly fact: Fact,
    readonly toldAs: FactNames,
  ) {
    super(context);
  }
}

@CommandHandler(RecordFact)
export class RecordFactHandler implements ICommandHandler<RecordFact> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject, fact, toldAs }: RecordFact): Promise<Outcome> {
    const execution = await this.log.execute(residentDecider, streams.resident(subject), context, (state) =>
      decideRecordFact(state, fact, toldAs),
    );
    return answering(execution, () => ({}));
  }
}
