import type { Instant, Subject } from '#decider/brand.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationDecider } from '#domain/application/application.js';
import { decideAbandon } from '#domain/application/drafting.js';
import { credentialDecider } from '#domain/credential/credential.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { decideGiveUpConfirmation, erasureDecider, isUnderWay } from '#domain/erasure/erasure.js';
import { decideGiveBack, endedBecause } from '#domain/slot/give-back.js';
import { decideGiveUpReplacement, decideReopenSlot, slotDecider, type SlotState } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { Revision } from '#event-store/port.js';
import type { CommandContext } from '../command-context.js';
import { followReplacement } from '../credential/follow-replacement.js';
import { derivedId } from '../ids.js';
import { type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { personOf } from '../person-of.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';

/** A start, a reopening or a confirmation has this long to follow its slot, milliseconds; nobody's request lives longer. */
const FOLLOWS_WITHIN_MS = 30_000;

/**
 * Gives back a slot whose application never started, or has ended without giving it back, and one taken so that another
 * credential follows, which is carried out first if it was decided; opens one that was closed for an erasure which is
 * done, off, or was never confirmed.
 */
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
    return unchanged({});
  }
}

/** The same for every pseudonym of a person: their erasure is done, or off. */
export class RepairSlots extends RepairSlot {}

@CommandHandler(RepairSlots)
export class RepairSlotsHandler implements ICommandHandler<RepairSlots> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject }: RepairSlots): Promise<Outcome> {
    const { subjects } = await personOf(this.log, subject);
    for (const one of subjects) await repairSlot(this.log, context, one);
    return unchanged({});
  }
}

/**
 * Whether the slot is free now. What is merely slow is fenced first, so that it cannot come back and find the slot given
 * away: `ApplicationAbandoned` takes the place of a start's `ApplicationStarted`, and `ErasureLapsed` that of a
 * confirmation's `ErasureConfirmed`.
 */
export async function repairSlot(log: EventLog, cause: CommandContext, subject: Subject): Promise<boolean> {
  const loaded = await log.load(slotDecider, streams.slot(subject));
  const { taken, closed } = loaded.state;
  if (taken !== undefined) return repairTaken(log, cause, { subject, taken, revision: loaded.revision });
  if (closed !== undefined) return repairClosed(log, cause, { subject, closed, revision: loaded.revision });
  return true;
}

interface Slot {
  readonly subject: Subject;
  readonly revision: Revision | 'no_stream';
}

async function repairTaken(
  log: EventLog,
  cause: CommandContext,
  { subject, taken, revision }: Slot & { readonly taken: NonNullable<SlotState['taken']> },
): Promise<boolean> {
  const { applicationId, takenAt, replaces } = taken;
  const patient = elapsed(takenAt, cause.at) < FOLLOWS_WITHIN_MS;
  if (replaces !== undefined)
    return repairReplacing(log, cause, { subject, revision, applicationId, replaces, patient });

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
    application = fenced.answer;
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

/** Decided, it is carried out; a decision that never came is not waited for longer than any other request. */
async function repairReplacing(
  log: EventLog,
  cause: CommandContext,
  {
    subject,
    revision,
    applicationId,
    replaces,
    patient,
  }: Slot & {
    readonly applicationId: ApplicationId;
    readonly replaces: CredentialId;
    readonly patient: boolean;
  },
): Promise<boolean> {
  const { state } = await log.load(credentialDecider, streams.credential(replaces, applicationId));
  if (state.phase === 'revoked' && state.replacement !== undefined) {
    await followReplacement(log, cause, { credentialId: replaces, applicationId });
    return (await log.load(slotDecider, streams.slot(subject))).state.taken === undefined;
  }
  if (patient) return false;
  const command = repairing(cause, applicationId, `give-up-replacement:${revision}`);
  const given = await log.execute(slotDecider, streams.slot(subject), command, (slot) =>
    decideGiveUpReplacement(slot, { replaces, at: cause.at }),
  );
  return given.kind === 'done';
}

async function repairClosed(
  log: EventLog,
  cause: CommandContext,
  { subject, closed, revision }: Slot & { readonly closed: NonNullable<SlotState['closed']> },
): Promise<boolean> {
  const { erasure, requestedAt, closedAt } = closed;
  const patient = elapsed(closedAt, cause.at) < FOLLOWS_WITHIN_MS;

  let { state } = await log.load(erasureDecider, streams.erasure(erasure));
  if (state.phase === 'requested' && state.requestedAt === requestedAt) {
    if (patient) return false;
    const fenced = await log.execute(
      erasureDecider,
      streams.erasure(erasure),
      repairing(cause, erasure, `give-up-confirmation:${requestedAt}`),
      (current) => decideGiveUpConfirmation(current, { requestedAt, at: cause.at }),
    );
    if (fenced.kind !== 'done') return false;
    state = fenced.answer;
  }
  if (isUnderWay(state, requestedAt)) return false;
  const reopened = await log.execute(
    slotDecider,
    streams.slot(subject),
    repairing(cause, erasure, `reopen-slot:${revision}`),
    (slot) => decideReopenSlot(slot, { erasure, requestedAt, at: cause.at }),
  );
  return reopened.kind === 'done';
}

/** Whoever repairs, and however often, it is one command. */
function repairing(cause: CommandContext, of: ApplicationId | Subject, what: string): CommandContext {
  return { ...unpinned(cause), commandId: derivedId(of, what), requestHash: what };
}

function elapsed(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from);
}
