import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider } from '#domain/application/application.js';
import { decideAbandon } from '#domain/application/drafting.js';
import type { ApplicationId, Instant, Subject } from '#domain/kernel/brand.js';
import { slotDecider } from '#domain/slot/slot.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { derivedId } from '../ids.js';
import type { Outcome } from '../outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { decideGiveBack, endedBecause } from './give-back.js';

/** A start or a reopening has this long to follow its slot, milliseconds; nobody's request lives longer. */
const FOLLOWS_WITHIN_MS = 30_000;

/** Gives back a slot whose application never started, or has ended without giving it back. */
export class RepairSlot extends UseCase {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
  ) {
    super(context);
  }
}

@CommandHandler(RepairSlot)
export class RepairSlotHandler implements ICommandHandler<RepairSlot> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject }: RepairSlot): Promise<Outcome> {
    await repairSlot(this.log, context, subject);
    return { kind: 'done', answer: {}, revision: 'no_stream', position: undefined, repeated: false };
  }
}

/**
 * Whether the slot is free now. A start that is merely slow is fenced first: `ApplicationAbandoned` takes the place
 * of its `ApplicationStarted`, so it cannot come back and find the slot given away.
 */
export async function repairSlot(log: EventLog, cause: CommandContext, subject: Subject): Promise<boolean> {
  const { state: slot, revision } = await log.load(slotDecider, streams.slot(subject));
  if (slot.taken === undefined) return true;
  const { applicationId, takenAt } = slot.taken;
  const patient = elapsed(takenAt, cause.at) < FOLLOWS_WITHIN_MS;

  let { state: application } = await log.load(applicationDecider, streams.application(applicationId));
  if (application.phase === 'none') {
    if (patient) return false;
    const fenced = await log.execute(
      applicationDecider,
      streams.application(applicationId),
      repairing(cause, applicationId, 'abandon'),
      (state) => decideAbandon(state, { at: cause.at }),
    );
    if (fenced.kind !== 'done') return false;
    application = fenced.state;
  }
  // Taken after the rejection: it is being reopened.
  if (application.phase === 'rejected' && takenAt > application.rejectedAt && patient) return false;
  const why = endedBecause(application);
  if (why === undefined) return false;
  const released = await log.execute(
    slotDecider,
    streams.slot(subject),
    // A case that was reopened takes the slot again: each taking is given back by a command of its own.
    repairing(cause, applicationId, `release-slot:${revision}`),
    (state) => decideGiveBack(state, { applicationId, why, at: cause.at }),
  );
  return released.kind === 'done';
}

/** Whoever repairs, and however often, it is one command. */
function repairing(cause: CommandContext, applicationId: ApplicationId, what: string): CommandContext {
  return { ...cause, commandId: derivedId(applicationId, what), requestHash: what };
}

function elapsed(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from);
}
