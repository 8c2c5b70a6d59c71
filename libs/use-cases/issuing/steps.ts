import { dayInRiyadh } from '#domain/calendar/day.js';
import { dualDate } from '#domain/calendar/hijri.js';
import {
  type CredentialContent,
  type CredentialState,
  credentialDecider,
  decideIssueCredential,
  decideSupersede,
} from '#domain/credential/credential.js';
import { heldHasEnded, heldOf } from '#domain/credential/held.js';
import { decideConsume, feesDecider } from '#domain/fees/fees.js';
import type { Subject } from '#decider/brand.js';
import { decideLinkFormer, residentDecider, viewAt } from '#domain/resident/resident.js';
import { decideHold, slotDecider, type SlotState } from '#domain/slot/slot.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { carriedOut } from '#event-sourcing/outcome.js';
import { derivedId } from '../ids.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import type { Subjects } from '../subjects.js';
import { printedCategoryOf, contentOf, type Issued } from './issued.js';
import { assignStatusPlace } from './status-place.js';

/** What the person held before. */
type Held = NonNullable<SlotState['held']>;

export interface NewCredential {
  /** Whom the iqama number names from now on; for a renewal the same person as before. */
  readonly holder: Subject;
  readonly supersedes: Held | undefined;
  /** Somebody else held the number before, and what they held has ended: nothing of theirs goes on. */
  readonly anothersBefore: boolean;
  /** Nothing is left to do: the holder has it, or had it and has a later one by now. */
  readonly handedOver: boolean;
}

/** Spends the fee that was set aside. */
export async function payFees(log: EventLog, context: CommandContext, of: Issued): Promise<void> {
  carriedOut(
    await log.execute(feesDecider, streams.fees(of.applicationId), step(context, of, 'fees'), (fees) =>
      decideConsume(fees, { at: context.at }),
    ),
    STEP,
  );
}

/** Brings the credential into being, or finds the one that was. */
export async function issueCredential(
  log: EventLog,
  subjects: Subjects,
  context: CommandContext,
  of: Issued,
  decided: 'now' | 'before',
): Promise<NewCredential | 'erased'> {
  const known = decided === 'now' ? credentialDecider.initialState : await credentialOf(log, of);
  if (known.phase !== 'none') {
    const { subject: holder, supersedes: former } = known.issue;
    const { held, taken } = (await log.load(slotDecider, streams.slot(holder))).state;
    const handingOver =
      holder !== of.subject && taken?.applicationId === of.applicationId && taken.replaces === undefined;
    const handedOver = !handingOver && held !== undefined && held.credentialId !== former;
    return { holder, ...heldBefore(held, former === undefined), handedOver };
  }
  // What the decision rested on a moment ago is in memory.
  const { file } = await residentFile(log, of.subject, { fresh: decided === 'before' });
  const resident = viewAt(file, { effectiveAt: context.at });
  const content = contentOf(of, resident);
  if (content === undefined) return 'erased';
  const holder = subjects.of(`iqama:${content.iqamaNumber}`);
  // The number was taken for this case a moment ago: nobody else changes what is held under it.
  const ours = { fresh: decided === 'before' || holder === of.subject };
  const { held } = (await log.load(slotDecider, streams.slot(holder), ours)).state;
  const before = heldBefore(held, await isAnothers(log, of, { holder, held }));
  const { supersedes } = before;
  const lateRenewals = (await lateRenewalsBefore(log, supersedes)) + (wasLate(of) ? 1 : 0);
  const printed = { ...of, category: printedCategoryOf(of, resident) };
  const more = { holder, supersedes, lateRenewals };
  const { repeated } = await issue(log, context, printed, more, content);
  // Somebody else follows the decision as well, and may have handed it over by now: what is held then is no former one.
  if (repeated) return issueCredential(log, subjects, context, of, 'before');
  return { holder, ...before, handedOver: false };
}

/** What was held under the number is the person's own and gives way, or was somebody else's and stays as it ended. */
function heldBefore(
  held: Held | undefined,
  anothers: boolean,
): Pick<NewCredential, 'supersedes' | 'anothersBefore'> {
  return anothers
    ? { supersedes: undefined, anothersBefore: held !== undefined }
    : { supersedes: held, anothersBefore: false };
}

/**
 * Whether what is held under the number of a first issue was somebody else's: it has ended then, or there would be no
 * approval. What runs is the person's own by an officer's decision (or by that of a former release).
 */
async function isAnothers(
  log: EventLog,
  { subject, confirmedHolder, issuedAt }: Issued,
  { holder, held }: Pick<NewCredential, 'holder'> & { readonly held: Held | undefined },
): Promise<boolean> {
  if (held === undefined || holder === subject || confirmedHolder === holder) return false;
  const { formers } = (await log.load(residentDecider, streams.resident(holder))).state;
  if (formers.includes(subject)) return false;
  const of = streams.credential(held.credentialId, held.applicationId);
  const credential = heldOf((await log.load(credentialDecider, of)).state);
  return credential !== undefined && heldHasEnded(credential, dayInRiyadh(issuedAt));
}

/** Late renewals with this service, as the credential held before says: it never says anything else. */
async function lateRenewalsBefore(log: EventLog, held: Held | undefined): Promise<number> {
  if (held === undefined) return 0;
  const of = streams.credential(held.credentialId, held.applicationId);
  return heldOf((await log.load(credentialDecider, of, { fresh: false })).state)?.lateRenewals ?? 0;
}

/** It was charged as late. */
function wasLate({ submission }: Issued): boolean {
  return submission.fees.lines.some(({ code }) => code === 'late-renewal');
}

async function credentialOf(log: EventLog, of: Issued): Promise<CredentialState> {
  const stream = streams.credential(of.credentialId, of.applicationId);
  return (await log.load(credentialDecider, stream)).state;
}

async function issue(
  log: EventLog,
  context: CommandContext,
  of: Issued,
  {
    holder,
    supersedes,
    lateRenewals,
  }: Pick<NewCredential, 'holder' | 'supersedes'> & { readonly lateRenewals: number },
  content: CredentialContent,
): Promise<{ readonly repeated: boolean }> {
  const { applicationId, credentialId, category, validFrom, validUntil } = of;
  const place = await assignStatusPlace(log, context, credentialId, context.at);
  const issued = {
    credentialId,
    applicationId,
    subject: holder,
    category,
    ...place,
    validFrom: dualDate(validFrom),
    validUntil: dualDate(validUntil),
    at: context.at,
    ...(supersedes === undefined ? {} : { supersedes: supersedes.credentialId }),
    ...(lateRenewals > 0 && { lateRenewals }),
  };
  const stream = streams.credential(credentialId, applicationId, holder);
  return carriedOut(
    await log.execute(
      credentialDecider,
      stream,
      step(context, of, 'credential'),
      (state) => decideIssueCredential(state, issued, content),
      { isNew: true },
    ),
    STEP,
  );
}

/** The person now holds it; what they held before gives way, with no moment in between without either. */
export async function handOver(
  log: EventLog,
  context: CommandContext,
  of: Issued,
  { holder, supersedes, anothersBefore, handedOver }: NewCredential,
): Promise<void> {
  if (handedOver) return;
  const { applicationId, credentialId } = of;
  if (supersedes !== undefined) {
    const former = streams.credential(supersedes.credentialId, supersedes.applicationId);
    carriedOut(
      await log.execute(credentialDecider, former, step(context, of, 'supersede'), (state) =>
        decideSupersede(state, { by: credentialId, at: context.at }),
      ),
      STEP,
    );
  }
  const hold = (subject: Subject, name: string) =>
    log.execute(slotDecider, streams.slot(subject), step(context, of, name), (slot) =>
      decideHold(slot, { credentialId, applicationId, at: context.at }),
    );
  if (holder !== of.subject) {
    carriedOut(
      await log.execute(residentDecider, streams.resident(holder), step(context, of, 'link'), (file) =>
        decideLinkFormer(file, {
          former: of.subject,
          at: context.at,
          ...(anothersBefore && { factsFrom: of.issuedAt }),
        }),
      ),
      STEP,
    );
    // What is still told under the border number finds its way to the credential.
    carriedOut(await hold(of.subject, 'hold-former'), STEP);
  }
  // Last: as long as the slot names the former credential, a repetition knows what there is to supersede.
  carriedOut(await hold(holder, 'hold'), STEP);
}

/** Ids follow from the case and the step, whatever it is that causes the step to be repeated. */
function step(context: CommandContext, of: Issued, name: string): CommandContext {
  return {
    ...context,
    commandId: derivedId(of.applicationId, `issue:${name}`),
    requestHash: `issue:${name}`,
  };
}

const STEP = 'a step of issuing';
