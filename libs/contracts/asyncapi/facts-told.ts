import type { Instant } from '#decider/brand.js';
import type { ConditionId } from '#domain/conditions/outcome.js';
import type { Directive } from '#domain/directives/directives.js';
import type { Day } from '#domain/kernel/brand.js';
import type { FactContents, FactKind } from '#domain/resident/facts.js';
import type { DirectiveKind } from '../schemas/directive-contents.js';

type Contents = FactContents & {
  readonly [K in DirectiveKind]: K extends 'directive-imposed' ? Directive : { readonly directiveId: string };
};

/** What a kind of fact says, what it answers, and an example. */
interface Told<Content> {
  readonly says: string;
  /** The conditions of a case it bears on. */
  readonly answers: readonly ConditionId[];
  readonly example: Content;
}

// Well-formed; a fact's own schema sees to it.
const day = (text: string) => text as Day;
const instant = (text: string) => text as Instant;

export const FACTS_TOLD: { readonly [K in FactKind | DirectiveKind]: Told<Contents[K]> } = {
  'residency-status-changed': {
    says: 'The state of a residency: valid until when, expired, cancelled, left for good; or that somebody has entered for a first issue, and which iqama number was given. The category decides fees, periods, windows and what is asked for.',
    answers: ['valid-iqama', 'medical-passed', 'sponsor-known', 'biometrics-on-file'],
    example: {
      status: 'valid',
      validUntil: day('2026-04-10'),
      biometricsOnFile: true,
      lateRenewals: 0,
      category: 'employee',
    },
  },
  'passport-updated': {
    says: 'The details of the passport as it is now on record, and whose it is: what a person enters is held against them.',
    answers: ['passport-current'],
    example: {
      number: 'L898902C3',
      nationality: 'UTO',
      expiry: day('2032-04-15'),
      birthDate: day('1974-08-12'),
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      surnameArabic: 'إريكسون',
      givenNamesArabic: 'آنا ماريا',
      sex: 'F',
    },
  },
  'passport-linked': {
    says: 'The passport is linked to the person’s account.',
    answers: ['passport-current'],
    example: { number: 'L898902C3' },
  },
  'violation-recorded': {
    says: 'A violation was recorded and is outstanding.',
    answers: ['no-violations'],
    example: { violationId: 'T-900142', amount: 30_000 },
  },
  'violation-settled': {
    says: 'A violation was paid, or otherwise settled.',
    answers: ['no-violations'],
    example: { violationId: 'T-900142' },
  },
  'violation-objected': {
    says: 'A violation is contested: it is outstanding all the same, and an officer may decide.',
    answers: ['no-violations'],
    example: { violationId: 'T-900142' },
  },
  'medical-exam-reported': {
    says: 'The result of a medical examination at an accredited centre, which it names by the id or name the policy has. Pending: it has been begun. Without a date the policy says how long a result counts.',
    answers: ['medical-passed'],
    example: { result: 'fit', centre: 'Efada 020', validUntil: day('2026-12-31') },
  },
  'absence-reported': {
    says: 'An employer reported the person as absent from work. Until the grace ends it can be cancelled.',
    answers: ['no-absence-report'],
    example: { reportId: 'A-1446-0042', graceUntil: instant('2026-04-30T21:00:00.000Z') },
  },
  'absence-confirmed': {
    says: 'The report of absence stands.',
    answers: ['no-absence-report'],
    example: { reportId: 'A-1446-0042' },
  },
  'absence-cancelled': {
    says: 'The report of absence was taken back.',
    answers: ['no-absence-report'],
    example: { reportId: 'A-1446-0042' },
  },
  'absence-appealed': {
    says: 'The person appealed against the report of absence: while that is open, an officer decides.',
    answers: ['no-absence-report'],
    example: { reportId: 'A-1446-0042' },
  },
  'appeal-decided': {
    says: 'The appeal was decided. Upheld: the report is gone; dismissed: it stands.',
    answers: ['no-absence-report'],
    example: { reportId: 'A-1446-0042', outcome: 'upheld' },
  },
  'account-activated': {
    says: 'The person’s account is active.',
    answers: ['account-active'],
    example: {},
  },
  'account-suspended': {
    says: 'The person’s account is suspended.',
    answers: ['account-active'],
    example: { reason: 'contact-data-outdated' },
  },
  'employment-registered': {
    says: 'An employee or domestic worker is employed in an occupation, by whom and since when.',
    answers: ['medical-passed'],
    example: { occupation: '2142', employer: '7001234567', from: day('2024-02-01') },
  },
  'employment-ended': {
    says: 'The employment is over: the one with the employer named, or whichever there was.',
    answers: ['medical-passed'],
    example: { on: day('2026-02-28'), employer: '7001234567' },
  },
  'sponsorship-changed': {
    says: 'Who sponsors the person: an establishment (7…), a person (1… or 2…), or nobody.',
    answers: ['sponsor-known'],
    example: { sponsorNumber: '7001234567' },
  },
  'insurance-changed': {
    says: 'Whether the person’s health insurance is active, and until when.',
    answers: ['health-insurance-active'],
    example: { active: true, validUntil: day('2027-02-28') },
  },
  'directive-imposed': {
    says: 'A directive on issuing: whom it covers, from when, and whether an officer may make an exception. An absent list covers everyone.',
    answers: ['directives-met'],
    example: {
      directiveId: 'D-1446-17',
      title: { ar: 'إيقاف مؤقت', en: 'A temporary stop' },
      covers: { services: ['issue'], categories: ['domestic-worker'], nationalities: ['UTO'] },
      from: instant('2026-03-01T00:00:00.000Z'),
      source: 'https://example.org/directives/1446-17',
      effect: 'officer',
    },
  },
  'directive-lifted': {
    says: 'A directive is not in force any more, from the CloudEvent’s `time` on.',
    answers: ['directives-met'],
    example: { directiveId: 'D-1446-17' },
  },
};
