import type { Instant, Subject } from '#decider/brand.js';
import type { Service } from '#domain/application/case-terms.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import type { Evidence } from '#domain/conditions/condition.js';
import type { Knowledge } from '#domain/application/events.js';
import type { CaseView } from '#domain/conditions/case-view.js';
import type { HeldCredential } from '#domain/credential/held.js';
import { directivesDecider, type DirectivesState, inForce } from '#domain/directives/directives.js';
import { feesDecider, type FeesState } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import {
  knownOf,
  mergeFiles,
  residentDecider,
  type ResidentFile,
  viewAt,
} from '#domain/resident/resident.js';
import type { EventLog, LoadOptions } from '#event-sourcing/event-log.js';
import { heldBy } from '../credential/held-by.js';
import { type NumberToBe, numberToBe } from '../credential/number-held.js';
import { revisionNumber } from '../revision-number.js';
import { streams } from '../streams.js';
import type { Subjects } from '../subjects.js';

/** Where evidence comes from, as far as each had been read. */
export interface Sources {
  readonly resident: ResidentFile;
  readonly fees: FeesState;
  readonly directives: DirectivesState;
  readonly held: HeldCredential | undefined;
  /** The number that a first issue brings; undefined: none, or the person is known to hold it. */
  readonly number: NumberToBe | undefined;
}

/**
 * Everything known about a case, as new as `how` asks for; without an application (pre-check) there are no fees yet.
 */
export async function gatherSources(
  { log, subjects }: { readonly log: EventLog; readonly subjects: Subjects },
  {
    subject,
    service,
    applicationId,
    at,
  }: {
    readonly subject: Subject;
    readonly service: Service;
    readonly applicationId: ApplicationId | undefined;
    readonly at: Instant;
  },
  how: LoadOptions = {},
): Promise<{ readonly sources: Sources; readonly knew: Knowledge }> {
  const [resident, fees, directives, holding] = await Promise.all([
    residentFile(log, subject, how),
    applicationId === undefined
      ? { state: feesDecider.initialState, revision: 'no_stream' as const }
      : log.load(feesDecider, streams.fees(applicationId), how),
    log.load(directivesDecider, streams.directives, how),
    heldBy(log, subject, how),
  ]);
  const found = await numberToBe({ log, subjects }, { service, file: resident.file, at }, how);
  const number = found?.holder === holding.holder ? undefined : found;
  return {
    sources: {
      resident: resident.file,
      fees: fees.state,
      directives: directives.state,
      held: holding.held,
      number,
    },
    knew: {
      resident: resident.revisions,
      fees: revisionNumber(fees.revision),
      directives: revisionNumber(directives.revision),
      held: holding.revisions,
      ...(number !== undefined && { number: number.revisions }),
    },
  };
}

/** What the sources say about the case at a moment. */
export function evidenceFor(
  of: CaseView,
  { resident, fees, directives, held, number }: Sources,
  at: Instant,
): Evidence {
  const view = viewAt(resident, { effectiveAt: at });
  // Whom a directive covers is decided by the registers, not by what is claimed.
  const category = knownOf(view.category)?.value;
  const nationality = knownOf(view.passport)?.value.nationality;
  return {
    case: of,
    resident: view,
    fees,
    held,
    numberHeld: number?.held && { holder: number.holder, held: number.held },
    directives: inForce(directives, at, { service: of.service, category, nationality }),
    at,
    today: dayInRiyadh(at),
  };
}

/** The person's facts, those kept under a former identity included. */
export async function residentFile(
  log: EventLog,
  subject: Subject,
  how: LoadOptions = {},
): Promise<{ readonly file: ResidentFile; readonly revisions: readonly number[] }> {
  const { state, revision } = await log.load(residentDecider, streams.resident(subject), how);
  if (state.formers.length === 0) return { file: state, revisions: [revisionNumber(revision)] };
  const formers = await Promise.all(
    state.formers.map((former) => log.load(residentDecider, streams.resident(former), how)),
  );
  return {
    file: mergeFiles(
      formers.map((former) => former.state),
      state,
    ),
    revisions: [revision, ...formers.map((former) => former.revision)].map(revisionNumber),
  };
}
