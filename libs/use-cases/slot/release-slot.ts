import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { applicationDecider } from '#domain/application/application.js';
import { refuse } from '#decider/decider.js';
import { decideGiveBack, endedBecause } from '#domain/slot/give-back.js';
import { slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** Once a case has ended, the person may open another. */
export class ReleaseSlot extends UseCase {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(ReleaseSlot)
export class ReleaseSlotHandler implements ICommandHandler<ReleaseSlot> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, applicationId }: ReleaseSlot): Promise<Outcome> {
    // Its own end asks: a later reopening takes the slot anew, and is no older than what is in memory.
    const { state } = await this.log.load(applicationDecider, streams.application(applicationId), {
      after: context,
    });
    const why = endedBecause(state);
    if (why === undefined || state.phase === 'none' || state.phase === 'abandoned') {
      return { kind: 'refused', refusal: refuse('application-open') };
    }
    const execution = await this.log.execute(slotDecider, streams.slot(state.subject), context, (slot) =>
      decideGiveBack(slot, { applicationId, why, at: context.at }),
    );
    return answering(execution, () => ({}));
  }
}
