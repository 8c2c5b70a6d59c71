import type { Subject } from '#decider/brand.js';
import * as fc from 'fast-check';
import type { CredentialId } from '../../kernel/brand.js';
import { committedPolicy } from '../../policy/testing/committed-policy.js';
import type { ApplicationState } from '../application.js';
import { decideStateAbsenceAppeal } from '../absence-appeal.js';
import { decideAttachDocument, decideRemoveDocument } from '../documents.js';
import {
  decideAbandon,
  decideDeclareReview,
  decideProvideDetails,
  decideStart,
  decideSubmit,
} from '../drafting.js';
import { decideIssued, decideLapse, decideWithdraw } from '../ending.js';
import type { ApplicationDecision } from '../refusals.js';
import {
  decideClaim,
  decideConfirmHolder,
  decideProvideInformation,
  decideRelease,
  decideReopen,
  decideRequestInformation,
  decideReview,
} from '../review.js';
import { decideCannotIssue, decideEscalate, decideScreening } from '../screening.js';
import {
  absenceOn,
  appealed,
  billed,
  board,
  confirmed,
  day,
  document,
  fees,
  impartial,
  issued,
  outstanding,
  paid,
  passport,
  pending,
  screening,
  start,
  terms,
} from './sample-case.js';

/** Something that is asked of a case; the name shows in a counterexample. */
export interface Command {
  readonly name: string;
  readonly decide: (state: ApplicationState) => ApplicationDecision;
}

const command = (name: string, decide: Command['decide']): Command => ({ name, decide });
const paidFees = fees(billed, paid);
const at = day(6);
const officer = fc.constantFrom('huda', 'saad', 'omar');

const drafting: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom(
    command('start', (state) => decideStart(state, start, terms)),
    command('abandon', (state) => decideAbandon(state, { at })),
    command('declare', (state) => decideDeclareReview(state, { reviewedRevision: '3', at })),
    command('submit', (state) => decideSubmit(state, { fees: paidFees, registered: 'employee', at })),
  ),
  fc
    .record({ period: fc.constantFrom(12 as const, 24 as const), number: fc.constantFrom('L898902C3', 'M1') })
    .map(({ period, number }) =>
      command(`details ${period} ${number}`, (state) =>
        decideProvideDetails(
          state,
          { period, passport: { ...passport, number }, at },
          'employee',
          committedPolicy,
          terms,
        ),
      ),
    ),
  fc
    .record({
      id: fc.constantFrom('d1', 'd2', 'd3'),
      kind: fc.constantFrom('passport-copy' as const, 'photo' as const),
    })
    .map(({ id, kind }) =>
      command(`attach ${id} ${kind}`, (state) => decideAttachDocument(state, document(id, kind), terms)),
    ),
  fc
    .constantFrom('d1', 'd2')
    .map((documentId) =>
      command(`remove ${documentId}`, (state) =>
        decideRemoveDocument(state, { documentId, registered: 'employee' }, terms),
      ),
    ),
);

const screens: fc.Arbitrary<Command> = fc
  .record({
    finding: fc.constantFrom(undefined, outstanding, pending, appealed, confirmed),
    known: fc.nat(9),
  })
  .map(({ finding, known }) =>
    command(`screen ${finding?.reason ?? 'satisfied'} ${known}`, (state) =>
      decideScreening(
        state,
        screening(board(finding && { 'no-absence-report': finding }), [known], at),
        terms,
      ),
    ),
  );

const HOLDER_1 = '1'.repeat(32) as Subject;
const HOLDER_2 = '2'.repeat(32) as Subject;

const appealing: fc.Arbitrary<Command> = fc
  .constantFrom('r1', 'r2', undefined)
  .map((reportId) =>
    command(`appeal ${reportId}`, (state) =>
      decideStateAbsenceAppeal(state, { absence: absenceOn(reportId), statement: 'It is false.', at }),
    ),
  );

const reviewing: fc.Arbitrary<Command> = officer.chain((name) =>
  fc.constantFrom(
    command(`claim ${name}`, (state) => decideClaim(state, { officer: name, ...impartial, at }, terms)),
    command(`release ${name}`, (state) => decideRelease(state, { officer: name, at })),
    command(`ask ${name}`, (state) =>
      decideRequestInformation(state, { officer: name, ...impartial, reason: 'unreadable', until: day(20) }),
    ),
    ...([HOLDER_1, HOLDER_2, undefined] as const).map((holder) =>
      command(`confirm ${name} ${holder?.slice(0, 2)}`, (state) =>
        decideConfirmHolder(state, {
          officer: name,
          ...impartial,
          holder,
          reason: 'returned-with-old-number',
          at,
        }),
      ),
    ),
    command('answer', (state) => decideProvideInformation(state, { at })),
    ...(['approve', 'reject'] as const).map((decision) =>
      command(`${decision} ${name}`, (state) =>
        decideReview(state, { officer: name, ...impartial, decision, reason: 'data-mismatch', at }),
      ),
    ),
    command(`reopen ${name}`, (state) =>
      decideReopen(state, { officer: name, ...impartial, reason: 'new-evidence', at }),
    ),
  ),
);

const ending: fc.Arbitrary<Command> = fc.constantFrom(
  command('withdraw', (state) => decideWithdraw(state, { at })),
  command('lapse early', (state) => decideLapse(state, { at: day(10) })),
  command('escalate early', (state) => decideEscalate(state, { at: day(10) })),
  command('escalate late', (state) => decideEscalate(state, { at: day(60) })),
  command('cannot be issued', (state) => decideCannotIssue(state, { reason: 'personal-data-erased', at })),
  command('lapse late', (state) => decideLapse(state, { at: day(60) })),
  command('issue', (state) => decideIssued(state, issued)),
  command('issue another', (state) =>
    decideIssued(state, { ...issued, credentialId: 'b0c1f0e6-8f4b-5d63-9f3a-0d6a3b1f2c33' as CredentialId }),
  ),
);

/** All that can be asked of a case; endings are rare, so that most cases come some way. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: drafting, weight: 6 },
  { arbitrary: screens, weight: 6 },
  { arbitrary: reviewing, weight: 10 },
  { arbitrary: appealing, weight: 1 },
  { arbitrary: ending, weight: 1 },
);
