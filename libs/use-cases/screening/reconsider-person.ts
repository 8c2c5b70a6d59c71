import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, isClosed } from '#domain/application/application.js';
import { credentialDecider } from '#domain/credential/credential.js';
import type { ApplicationId, Subject } from '#domain/kernel/brand.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { ReassessCredential } from '../credential/reassess-credential.js';
import type { Outcome } from '../outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { ScreenApplication } from './screen-application.js';

/** Something new is known of a person: their open case is screened again, and the credential they hold looked at. */
export class ReconsiderPerson extends UseCase {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
  ) {
    super(context);
  }
}

type Held = Exclude<SlotState['held'], undefined>;

const NOTHING_TO_DO: Outcome = {
  kind: 'done',
  answer: {},
  revision: 'no_stream',
  position: undefined,
  repeated: false,
};

@CommandHandler(ReconsiderPerson)
export class ReconsiderPersonHandler implements ICommandHandler<ReconsiderPerson> {
  constructor(
    private readonly log: EventLog,
    private readonly bus: CommandBus,
  ) {}

  async execute({ context, subject }: ReconsiderPerson): Promise<Outcome> {
    const { state: slot } = await this.log.load(slotDecider, streams.slot(subject));
    if (slot.taken !== undefined) {
      const screened = await this.screen(context, slot.taken.applicationId);
      if (screened.kind !== 'done') return screened;
    }
    if (slot.held === undefined) return NOTHING_TO_DO;
    const holder = await this.holderOf(slot.held);
    // Told under the border number of someone who has an iqama number by now.
    if (holder !== undefined && holder !== subject)
      return this.execute(new ReconsiderPerson(context, holder));
    return this.bus.execute(new ReassessCredential(context, slot.held));
  }

  /** A draft is screened when it is submitted; a case that has ended is not screened any more. */
  private async screen(context: CommandContext, applicationId: ApplicationId): Promise<Outcome> {
    const { state } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!('submission' in state) || isClosed(state)) return NOTHING_TO_DO;
    return this.bus.execute(new ScreenApplication(context, applicationId));
  }

  private async holderOf(held: Held): Promise<Subject | undefined> {
    const stream = streams.credential(held.credentialId, held.applicationId);
    const { state } = await this.log.load(credentialDecider, stream);
    return state.phase === 'none' ? undefined : state.issue.subject;
  }
}
