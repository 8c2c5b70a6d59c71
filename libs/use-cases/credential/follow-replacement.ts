import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { dualDate } from '#domain/calendar/hijri.js';
import {
  type CredentialContent,
  credentialDecider,
  decideIssueCredential,
  decideSupersede,
  type RevokedCredential,
} from '#domain/credential/credential.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { decideGiveUpReplacement, decideHoldReplacement, slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { crashPoint } from '#runtime/crash-points.js';
import { derivedId } from '../ids.js';
import { assignStatusPlace } from '../issuing/status-place.js';
import { carriedOut, type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';
import { printedOn } from './printed-on.js';

export interface Replaced {
  readonly applicationId: ApplicationId;
  /** The revoked one. */
  readonly credentialId: CredentialId;
  /** The one that follows. */
  readonly replacedBy: CredentialId;
}

/** What was decided of a credential that was revoked is carried out: another follows, and its holder holds that. */
export class FollowReplacement extends UseCase<Replaced> {
  constructor(
    context: CommandContext,
    readonly credentialId: CredentialId,
    /** Whose case it was issued on. */
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(FollowReplacement)
export class FollowReplacementHandler implements ICommandHandler<FollowReplacement> {
  constructor(private readonly log: EventLog) {}

  execute({ context, credentialId, applicationId }: FollowReplacement): Promise<Outcome<Replaced>> {
    return followReplacement(this.log, context, { credentialId, applicationId });
  }
}

type Decided = RevokedCredential & { readonly replacement: NonNullable<RevokedCredential['replacement']> };

/**
 * One append per stream, each found again by whoever repeats it, under ids that follow from the one that was revoked: so
 * dying anywhere leaves only work to repeat, and never two that follow.
 */
export async function followReplacement(
  log: EventLog,
  cause: CommandContext,
  { credentialId, applicationId }: Omit<Replaced, 'replacedBy'>,
): Promise<Outcome<Replaced>> {
  const former = streams.credential(credentialId, applicationId);
  const { state, revision } = await log.load(credentialDecider, former);
  if (state.phase === 'none') return { kind: 'refused', refusal: refuse('credential-not-found') };
  if (state.phase !== 'revoked' || state.replacement === undefined)
    return { kind: 'refused', refusal: refuse('not-revoked') };
  const decided: Decided = { ...state, replacement: state.replacement };
  const replacedBy = decided.replacement.by;
  const next = streams.credential(replacedBy, applicationId, state.issue.subject);
  if ((await log.load(credentialDecider, next)).state.phase === 'none') {
    const content = await printedOn(log, former);
    if (content === 'erased') {
      await giveUp(log, cause, decided);
      return { kind: 'refused', refusal: refuse('personal-data-erased') };
    }
    await issueNext(log, cause, decided, content);
    crashPoint('replace.after-credential');
  }
  await holdNext(log, cause, decided);
  return unchanged({ applicationId, credentialId, replacedBy }, revision);
}

/** With a place of its own and the same last day; from the day of the decision, printed as the former one. */
async function issueNext(
  log: EventLog,
  cause: CommandContext,
  { issue, replacement }: Decided,
  content: CredentialContent,
): Promise<void> {
  const { by: credentialId, replacedAt } = replacement;
  const { credentialId: replaces, applicationId, subject, category, validUntil, lateRenewals } = issue;
  const today = dayInRiyadh(replacedAt);
  const place = await assignStatusPlace(log, unpinned(cause), credentialId, replacedAt);
  const issued = {
    credentialId,
    applicationId,
    subject,
    category,
    ...place,
    validFrom: today > issue.validFrom.gregorian ? dualDate(today) : issue.validFrom,
    validUntil,
    replaces,
    ...(lateRenewals !== undefined && { lateRenewals }),
    at: cause.at,
  };
  carriedOut(
    await log.execute(
      credentialDecider,
      streams.credential(credentialId, applicationId, subject),
      step(cause, credentialId, 'credential'),
      (state) => decideIssueCredential(state, issued, content),
      { isNew: true },
    ),
    STEP,
  );
}

/** Renewals count from it from now on. Where another was issued meanwhile the person keeps that. */
async function holdNext(
  log: EventLog,
  cause: CommandContext,
  { issue, replacement }: Decided,
): Promise<void> {
  const { credentialId: replaces, applicationId, subject } = issue;
  const { by: credentialId } = replacement;
  const { revision } = await log.load(slotDecider, streams.slot(subject));
  // Whoever repeats it may find the slot taken anew for it, which is given back too.
  const holding = step(cause, credentialId, `hold:${revision}`);
  const held = carriedOut(
    await log.execute(slotDecider, streams.slot(subject), holding, (slot) =>
      decideHoldReplacement(slot, { applicationId, credentialId, replaces, at: cause.at }),
    ),
    STEP,
  ).answer.held;
  if (held === undefined || held.credentialId === credentialId) return;
  const next = streams.credential(credentialId, applicationId);
  carriedOut(
    await log.execute(credentialDecider, next, step(cause, credentialId, 'supersede'), (state) =>
      state.phase === 'active' || state.phase === 'suspended'
        ? decideSupersede(state, { by: held.credentialId, at: cause.at })
        : [],
    ),
    STEP,
  );
}

/** The holder was erased between the decision and what follows, which will never come: they may begin anew. */
async function giveUp(log: EventLog, cause: CommandContext, { issue, replacement }: Decided): Promise<void> {
  const { credentialId: replaces, subject } = issue;
  carriedOut(
    await log.execute(slotDecider, streams.slot(subject), step(cause, replacement.by, 'give-up'), (slot) =>
      decideGiveUpReplacement(slot, { replaces, at: cause.at }),
    ),
    STEP,
  );
}

/** Whoever carries it out, and however often, it is one command. */
function step(cause: CommandContext, next: CredentialId, name: string): CommandContext {
  const what = `replace:${name}`;
  return { ...unpinned(cause), commandId: derivedId(next, what), requestHash: what };
}

const STEP = 'a step of replacing a credential';
