import type { Instant, Subject } from '#decider/brand.js';
import { applicationDecider, type ApplicationState, isStarted } from '#domain/application/application.js';
import type { Concerned, Impartiality } from '#domain/application/impartiality.js';
import { sponsorNamed } from '#domain/identifiers/numbered-person.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { knownOf, viewAt } from '#domain/resident/resident.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import type { Subjects } from '../subjects.js';
import { personOf } from '../person-of.js';

/** The officer who acts. The route admits officers only; anyone else here is a bug. */
export function officerOf({ actor }: Pick<CommandContext, 'actor'>): string {
  if (actor.kind !== 'officer') throw new Error(`a review is an officer's, not a ${actor.kind}'s`);
  return actor.id;
}

/** Who acts, and whom the case concerns. */
export type Acting = Impartiality & { readonly officer: string; readonly at: Instant };

/**
 * The officer who acts on a case, with everybody it concerns: what the person is known as and who sponsors them is read
 * now; the sponsor named in the application is taken from the state that is decided upon. Of a person who was erased
 * the sponsor is no longer known; no identity can be issued to them either.
 * @throws Error for an actor who is no officer, or whose token did not name the person: the routes admit neither
 */
export async function actingOfficer(
  { log, subjects }: { readonly log: EventLog; readonly subjects: Subjects },
  context: CommandContext,
  applicationId: ApplicationId,
): Promise<(state: ApplicationState) => Acting> {
  const officer = officerOf(context);
  const person = context.actor.kind === 'officer' ? context.actor.person : undefined;
  if (person === undefined) throw new Error('an officer acts who is no person');
  const { state } = await log.load(applicationDecider, streams.application(applicationId));
  const known = isStarted(state) ? await concernedIn(log, subjects, state.subject, context.at) : NOBODY;
  return (current) => ({
    officer,
    person,
    establishments: context.establishments ?? [],
    at: context.at,
    concerned: { ...known, sponsors: [...known.sponsors, ...sponsorsNamedIn(current, subjects)] },
  });
}

const NOBODY: Concerned = { subjects: [], sponsors: [] };

async function concernedIn(
  log: EventLog,
  names: Subjects,
  subject: Subject,
  at: Instant,
): Promise<Concerned> {
  const { subjects: known } = await personOf(log, subject);
  const viewsOf = (names: readonly Subject[]) =>
    Promise.all(names.map(async (one) => viewAt((await residentFile(log, one)).file, { effectiveAt: at })));
  const views = await viewsOf(known);
  const numbers = views.flatMap(({ residency }) => readable(knownOf(residency)?.value.iqamaNumber));
  // Whoever goes by the number may be somebody else, whose case it is as well.
  const byNumber = numbers.map((number) => names.of(`iqama:${number}`)).filter((one) => !known.includes(one));
  const sponsors = [...views, ...(await viewsOf(byNumber))].flatMap(({ sponsor }) =>
    readable(knownOf(sponsor)?.value),
  );
  return {
    subjects: [...known, ...byNumber],
    sponsors: sponsors.flatMap((number) => sponsorIn(names, number)),
  };
}

function readable(number: string | null | undefined): readonly string[] {
  return number === undefined || number === null ? [] : [number];
}

function sponsorsNamedIn(state: ApplicationState, names: Subjects): readonly Subject[] {
  if (!isStarted(state) || state.details === undefined || state.details.personal === 'erased') return [];
  const { sponsorNumber } = state.details.personal;
  return sponsorNumber === undefined ? [] : sponsorIn(names, sponsorNumber);
}

function sponsorIn(names: Subjects, number: string): readonly Subject[] {
  const sponsor = sponsorNamed(number);
  return sponsor === undefined ? [] : [names.of(sponsor)];
}
