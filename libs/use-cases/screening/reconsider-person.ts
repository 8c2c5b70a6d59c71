import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider, type ApplicationState, isClosed } from '#domain/application/application.js';
import type { Subject } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { slotDecider } from '#domain/slot/slot.js';
import { refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { type GroundsLookedAt, holderOf, reassess } from '../credential/reassess-credential.js';
import { answering, type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { UseCase } from '../use-case.js';
import { screenCase, type ScreeningDependencies } from './screen-application.js';

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

@CommandHandler(ReconsiderPerson)
export class ReconsiderPersonHandler implements ICommandHandler<ReconsiderPerson> {
  constructor(
    readonly log: EventLog,
    readonly policies: Policies,
    readonly subjects: Subjects,
  ) {}

  execute({ context, subject }: ReconsiderPerson): Promise<Outcome<Reconsidered>> {
    return reconsiderPerson(this, context, subject);
  }
}

async function reconsiderPerson(
  dependencies: ScreeningDependencies,
  context: CommandContext,
  subject: Subject,
): Promise<Outcome<Reconsidered>> {
  const { log } = dependencies;
  const { taken, held } = (await log.load(slotDecider, streams.slot(subject), { after: context })).state;
  const open = taken === undefined ? undefined : await openCase(log, taken.applicationId);
  if (open !== undefined) {
    const screened = await screenCase(dependencies, context, open);
    if (screened.kind !== 'done') return screened;
  }
  if (held === undefined) return unchanged({ grounds: undefined });
  const holder = await holderOf(log, held);
  if (holder === undefined) return { kind: 'refused', refusal: refuse('credential-not-found') };
  // Told under the border number of someone who has an iqama number by now.
  if (holder !== subject) return reconsiderPerson(dependencies, context, holder);
  return answering(await reassess(dependencies, context, held, holder), (grounds) => ({ grounds }));
}

/** A draft is screened when it is submitted; a case that has ended is not screened any more. */
async function openCase(log: EventLog, applicationId: ApplicationId): Promise<Submitted | undefined> {
  const stream = streams.application(applicationId);
  const { state: last } = await log.load(applicationDecider, stream, { fresh: false });
  if (last.phase === 'issued') return undefined; // for good
  if (isOpen(last)) return last;
  const { state } = await log.load(applicationDecider, stream);
  return isOpen(state) ? state : undefined;
}

type Submitted = Extract<ApplicationState, { readonly submission: unknown }>;

function isOpen(state: ApplicationState): state is Submitted {
  return 'submission' in state && !isClosed(state);
}
