import type { Instant, Subject } from '#decider/brand.js';
import type { Service } from '#domain/application/case-terms.js';
import { credentialDecider } from '#domain/credential/credential.js';
import { type HeldCredential, heldOf } from '#domain/credential/held.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { knownOf, type ResidentFile, viewAt } from '#domain/resident/resident.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import type { EventLog, LoadOptions } from '#event-sourcing/event-log.js';
import { revisionNumber } from '../revision-number.js';
import { streams } from '../streams.js';
import type { Subjects } from '../subjects.js';

/** The number that a first issue will bring, and what is held under it by now. */
export interface NumberToBe {
  /** Whoever goes by the number. */
  readonly holder: Subject;
  readonly named: SlotState['held'];
  readonly held: HeldCredential | undefined;
  /** Cases that wait for it. */
  readonly awaitedBy: readonly ApplicationId[];
  /** Of the number's slot and of the credential. */
  readonly revisions: readonly number[];
}

/** Undefined: it is a renewal, or passports has given no number yet. */
export async function numberToBe(
  { log, subjects }: { readonly log: EventLog; readonly subjects: Subjects },
  { service, file, at }: { readonly service: Service; readonly file: ResidentFile; readonly at: Instant },
  how: LoadOptions = {},
): Promise<NumberToBe | undefined> {
  if (service !== 'issue') return undefined;
  const number = knownOf(viewAt(file, { effectiveAt: at }).residency)?.value.iqamaNumber;
  if (number === undefined || number === null) return undefined;
  const holder = subjects.of(`iqama:${number}`);
  const { state, revision } = await log.load(slotDecider, streams.slot(holder), how);
  const { held: named, awaitedBy } = state;
  const about = { holder, named, awaitedBy };
  if (named === undefined) return { ...about, held: undefined, revisions: [revisionNumber(revision)] };
  const of = streams.credential(named.credentialId, named.applicationId);
  const credential = await log.load(credentialDecider, of, how);
  return {
    ...about,
    held: heldOf(credential.state),
    revisions: [revision, credential.revision].map(revisionNumber),
  };
}
