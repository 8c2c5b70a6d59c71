import type { Subject } from '#decider/brand.js';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, type ApplicationState, isClosed } from '#domain/application/application.js';
import { credentialDecider } from '#domain/credential/credential.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import { EventLog } from '#event-log/event-log.js';
import type { CommandContext } from '../command-context.js';
import { type GroundsLookedAt, ReassessCredential } from '../credential/reassess-credential.js';
import type { Outcome } from '../outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { ScreenApplication } from './screen-application.js';

/** What is held was looked at; undefined: they hold nothing. */
export interface Reconsidered {
  readonly grounds: GroundsLookedAt | undefined;
}

/** Something new is known of a person: their open case is screened again, and the credential they hold looked at. */
export class ReconsiderPerson extends UseCase<Reconsidered> {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
  ) {
    super(context);
  }
}

type Held = Exclude<SlotState['held'], undefined>;

const NOTHING_TO_DO: Outcome<Reconsidered> = {
  kind: 'done',
  answer: { grounds: undefined },
  revision: 'no_stream',
  position: undefined,
  repeated: false,
};

function isScreened(state: ApplicationState): boolean {
  return 'submission' in state && !isClosed(state);
}

@CommandHandler(ReconsiderPerson)
export class ReconsiderPersonHandler implements ICommandHandler<ReconsiderPerson> {
  constructor(
    private readonly log: EventLog,
    private readonly bus: CommandBus,
  ) {}

  async execute({ context, subject }: ReconsiderPerson): Promise<Outcome<Reconsidered>> {
    const { state: slot } = await this.log.load(slotDecider, streams.slot(subject), { after: context });
    if (slot.taken !== undefined) {
      const screened = await this.screen(context, slot.taken.applicationId);
      if (screened.kind !== 'done') return screened;
    }
    if (slot.held === undefined) return NOTHING_TO_DO;
    const holder = await this.holderOf(slot.held);
    // Told under the border number of someone who has an iqama number by now.
    if (holder !== undefined && holder !== subject)
      return this.execute(new ReconsiderPerson(context, holder));
    const looked = await this.bus.execute(new ReassessCredential(context, slot.held));
    return looked.kind === 'done' ? { ...looked, answer: { grounds: looked.answer } } : looked;
  }

  /** A draft is screened when it is submitted; a case that has ended is not screened any more. */
  private async screen(context: CommandContext, applicationId: ApplicationId): Promise<Outcome> {
    const stream = streams.application(applicationId);
    const { state: last } = await this.log.load(applicationDecider, stream, { fresh: false });
    if (last.phase === 'issued') return NOTHING_TO_DO; // for good
    if (!isScreened(last) && !isScreened((await this.log.load(applicationDecider, stream)).state))
      return NOTHING_TO_DO;
    return this.bus.execute(new ScreenApplication(context, applicationId));
  }

  /** A credential stays with whom it was issued to. */
  private async holderOf(held: Held): Promise<Subject | undefined> {
    const stream = streams.credential(held.credentialId, held.applicationId);
    const { state: last } = await this.log.load(credentialDecider, stream, { fresh: false });
    const { state } =
      last.phase === 'none' ? await this.log.load(credentialDecider, stream) : { state: last };
    return state.phase === 'none' ? undefined : state.issue.subject;
  }
}
