import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  applicationDecider,
  type ApplicationState,
  caseOf,
  isClosed,
  type StartedApplication,
} from '#domain/application/application.js';
import type { ApplicationEvent } from '#domain/application/events.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { heldHasEnded } from '#domain/credential/held.js';
import { decideAwaitNumber, slotDecider } from '#domain/slot/slot.js';
import { derivedId } from '../ids.js';
import { decideScreening } from '#domain/application/screening.js';
import { evaluateConditions, RULE_VERSION } from '#domain/conditions/evaluate.js';
import type { Instant } from '#decider/brand.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Decision, isRefusal, refuse } from '#decider/decider.js';
import { EventLog, type LoadOptions } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { decideOnCase, visibleTo } from '../application/decide-on-case.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { Subjects } from '../subjects.js';
import { unpinned } from '../unpinned.js';
import { evidenceFor, gatherSources } from './evidence.js';

/** How often the sources are read again because another screening had read further meanwhile. */
const MOST_ATTEMPTS = 5;

interface Answer {
  readonly applicationId: ApplicationId;
  /** When time alone changes the board; undefined: never, or the case has ended. */
  readonly lookAgainAt: Instant | undefined;
}

type Screened = Outcome<Answer>;
type Known = Awaited<ReturnType<typeof gatherSources>>;

/** Checks every condition against what is known now, and draws the consequence. */
export class ScreenApplication extends UseCase<Answer> {
  constructor(
    context: CommandContext,
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(ScreenApplication)
export class ScreenApplicationHandler implements ICommandHandler<ScreenApplication> {
  constructor(
    readonly log: EventLog,
    readonly policies: Policies,
    readonly subjects: Subjects,
  ) {}

  execute({ context, applicationId }: ScreenApplication): Promise<Screened> {
    return screenApplication(this, context, applicationId);
  }
}

/** What a screening is carried out with. */
export interface ScreeningDependencies {
  readonly log: EventLog;
  readonly policies: Policies;
  readonly subjects: Subjects;
}

/** Screens a case by its id. */
export async function screenApplication(
  dependencies: ScreeningDependencies,
  context: CommandContext,
  applicationId: ApplicationId,
): Promise<Screened> {
  const asked = await caseToScreen(dependencies.log, context, applicationId);
  return visibleTo(context.actor, asked)
    ? screenCase(dependencies, context, asked)
    : { kind: 'refused', refusal: refuse('application-not-found') };
}

/** Screens a case as it was loaded a moment ago: what is decided is decided on its latest revision. */
export async function screenCase(
  dependencies: ScreeningDependencies,
  context: CommandContext,
  asked: StartedApplication,
): Promise<Screened> {
  // A draft is not screened; asked before anything else is read, because every change of a draft leads here.
  if (asked.phase === 'draft' || isLeftToItsSubmission(asked, context))
    return { kind: 'refused', refusal: refuse('application-not-submitted') };
  const approved = await approvedFromMemory(dependencies, context, asked);
  if (approved !== undefined) return approved;
  for (let attempt = 1; ; attempt += 1) {
    // What was overtaken is made on what the store has: what is in memory is what it was overtaken for.
    const how = attempt === 1 ? { after: context } : {};
    const known = await gatherFor(dependencies, context, asked, how);
    if (await awaitsNumber(dependencies.log, context, asked, known)) continue;
    const result = await screenBy(dependencies, context, asked.applicationId, known);
    const overtaken = result.kind === 'refused' && result.refusal.code === 'screening-overtaken';
    if (!overtaken || attempt === MOST_ATTEMPTS) return result;
  }
}

/**
 * The case to be screened, from memory if it can be screened by that: a submission is not undone, and what is decided
 * is decided on its latest revision. That it cannot be screened yet is believed of memory only if its own event asks:
 * the submission has one of its own, which comes later.
 */
async function caseToScreen(
  log: EventLog,
  context: CommandContext,
  applicationId: ApplicationId,
): Promise<ApplicationState> {
  const stream = streams.application(applicationId);
  const asksItself = context.followed?.partitionKey === applicationId;
  const how = asksItself ? { after: context } : { fresh: false };
  const { state: last } = await log.load(applicationDecider, stream, how);
  if (asksItself || 'submission' in last) return last;
  return (await log.load(applicationDecider, stream)).state;
}

/**
 * An approval may rest on what is in memory: its issue looks at everything anew, and screens again what is outdated.
 * Undefined: it would come to something else, which has to rest on what the store has.
 */
async function approvedFromMemory(
  dependencies: ScreeningDependencies,
  context: CommandContext,
  asked: StartedApplication,
): Promise<Screened | undefined> {
  const known = await gatherFor(dependencies, context, asked, { fresh: false });
  const foreseen = decideBy(dependencies, context, asked, known);
  if (!isApproval(foreseen)) return undefined;
  const result = await screenBy(dependencies, context, asked.applicationId, known, 'approval-only');
  const other = result.kind === 'refused' && result.refusal.code === NOT_APPROVED;
  return other ? undefined : result;
}

function gatherFor(
  dependencies: ScreeningDependencies,
  { at }: CommandContext,
  { subject, service, applicationId }: StartedApplication,
  how: LoadOptions,
): Promise<Known> {
  return gatherSources(dependencies, { subject, service, applicationId, at }, how);
}

/**
 * Somebody else holds the number: that this case waits is noted with the number before what is held is read once more,
 * so that its end either is seen or has the case looked at. True: it was noted just now.
 */
async function awaitsNumber(
  log: EventLog,
  context: CommandContext,
  { applicationId, confirmedHolder }: StartedApplication,
  { sources: { number } }: Known,
): Promise<boolean> {
  if (number?.held === undefined || number.holder === confirmedHolder) return false;
  if (heldHasEnded(number.held, dayInRiyadh(context.at)) || number.awaitedBy.includes(applicationId))
    return false;
  const command = { ...unpinned(context), commandId: derivedId(applicationId, `await:${number.holder}`) };
  const noted = await log.execute(slotDecider, streams.slot(number.holder), command, (slot) =>
    decideAwaitNumber(slot, { applicationId, at: context.at }),
  );
  return noted.kind === 'done' && !noted.repeated;
}

/** The sources are there; the case is looked at where it is decided, so that both are as new as can be. */
function screenBy(
  dependencies: ScreeningDependencies,
  context: CommandContext,
  applicationId: ApplicationId,
  known: Known,
  only?: 'approval-only',
): Promise<Screened> {
  return decideOnCase(
    dependencies.log,
    context,
    applicationId,
    (current) => {
      const decision = decideBy(dependencies, context, current, known);
      return only === undefined || isApproval(decision) ? decision : refuse(NOT_APPROVED);
    },
    (state) => ({ applicationId, lookAgainAt: changesAt(state) }),
  );
}

function decideBy(
  { policies }: ScreeningDependencies,
  { at }: CommandContext,
  state: StartedApplication,
  { sources, knew }: Known,
): Decision<ApplicationEvent> {
  const outcomes = evaluateConditions(evidenceFor(caseOf(state), sources, at), policies.current);
  const screening = { outcomes, knew, ruleVersion: RULE_VERSION, at };
  return decideScreening(state, screening, policies.terms(at));
}

function changesAt(state: ApplicationState): Instant | undefined {
  return 'screened' in state && !isClosed(state) ? state.screened?.lookAgainAt : undefined;
}

const NOT_APPROVED = 'not-approved-from-memory';

function isApproval(decision: Decision<ApplicationEvent>): boolean {
  return !isRefusal(decision) && decision.some(({ type }) => type === 'ApplicationApproved');
}

/**
 * Something that happened before the submission asks when the case is submitted already. The submission's own event is
 * still to come, and sets the fee aside before it has the case screened.
 */
function isLeftToItsSubmission(state: StartedApplication, { followed }: CommandContext): boolean {
  if (followed === undefined || followed.partitionKey !== state.applicationId) return false;
  const begins = followed.type === 'ApplicationSubmitted' || followed.type === 'ApplicationReopened';
  return !begins && 'submission' in state && state.screened === undefined;
}
