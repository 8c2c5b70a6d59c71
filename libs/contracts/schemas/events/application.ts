import type { ApplicationEvent } from '#domain/application/events.js';
import { CONDITION_IDS, CLAIM_FIELDS } from '#domain/conditions/outcome.js';
import {
  byKind,
  listOf,
  matching,
  objectOf,
  oneOf,
  openList,
  optional,
  said,
  schemaOf,
  text,
  whole,
} from '../schema-of.js';
import {
  applicationId,
  code,
  credentialId,
  day,
  officer,
  subject,
  trackingNumber,
  utcInstant,
} from '../values.js';
import type { EventContracts } from './event-contract.js';
import { feeQuote } from './fees-quote.js';

const documentId = said('Names the document within the application', text(128));
const ruleVersion = said('Version of the rules that were applied', text(64));
const reviewedRevision = said(
  'Revision of this stream the applicant saw and declared to be right',
  matching(String.raw`^\d{1,19}$`),
);
const revisionKnown = whole(-1, Number.MAX_SAFE_INTEGER);
const condition = said('Which condition', openList(...CONDITION_IDS));
const remedy = said(
  'What would help: something the applicant can do, waiting for somebody’s report, an officer’s judgment, none (it is final), nothing (it needs no help)',
  oneOf('applicant', 'wait', 'officer', 'none', 'nothing'),
);
const reason = said('Why, as a code', code);

/** What happens to an application, from the draft to its end. Stream `application-{application id}`. */
export const APPLICATION_EVENTS: EventContracts<ApplicationEvent> = {
  ApplicationStarted: {
    says: 'Somebody began an application for a first issue or a renewal. It is a draft and nothing was asked of anybody yet.',
    sealed: 'the applicant’s iqama number (renewal) or border number (first issue).',
    data: objectOf({
      applicationId,
      trackingNumber,
      service: said('First issue or renewal', oneOf('issue', 'renew')),
      category: said(
        'Kind of resident: which rules and fees apply',
        openList('employee', 'domestic-worker', 'dependant', 'premium'),
      ),
      channel: said('Where the applicant came from', openList('app', 'portal', 'kiosk', 'employer')),
      subject,
      startedAt: utcInstant,
      lapsesAt: said('A draft that is not submitted by then lapses', utcInstant),
    }),
  },
  DetailsProvided: {
    says: 'The applicant gave the details of passport and sponsor, or gave them anew. The last ones count.',
    sealed: 'the passport’s details and the sponsor’s number.',
    data: objectOf({
      period: said('Months the identity is asked for', oneOf(3, 6, 9, 12, 24)),
      occupation: optional(said('Occupation code', text(64))),
      mrz: said(
        'Whether the machine-readable zone was given, and agrees with the details that were typed',
        oneOf('absent', 'agrees', 'differs'),
      ),
      category: optional(
        said(
          'The category claimed, put right',
          openList('employee', 'domestic-worker', 'dependant', 'premium'),
        ),
      ),
      insists: optional(
        said(
          'The applicant says that what differs from the registers is right: an officer looks at it',
          schemaOf<true>({ type: 'boolean' }),
        ),
      ),
    }),
  },
  DocumentAttached: {
    says: 'The applicant attached a document. Its content is kept elsewhere, under its hash.',
    data: objectOf({
      documentId,
      kind: openList('passport-copy', 'photo', 'medical-report', 'sponsor-letter', 'other'),
      mediaType: text(100),
      size: said('Bytes', whole(0, Number.MAX_SAFE_INTEGER)),
      sha256: said('Of the content, lower-case hexadecimal', matching('^[0-9a-f]{64}$')),
    }),
  },
  DocumentRemoved: {
    says: 'The applicant took a document back.',
    data: objectOf({ documentId }),
  },
  ReviewDeclared: {
    says: 'The applicant looked at everything and declared it to be right. A later change makes a new declaration necessary.',
    data: objectOf({ reviewedRevision, declaredAt: utcInstant }),
  },
  ApplicationSubmitted: {
    says: 'The application was sent, complete and paid. From here on the service has to act.',
    data: objectOf({ reviewedRevision, fees: feeQuote, submittedAt: utcInstant }),
  },
  ConditionChecked: {
    says: 'One of the conditions of the case was checked, and came out other than before. Of former releases: `screening-completed` has the findings now, sealed.',
    data: objectOf({
      condition,
      state: said(
        'pending: nobody has reported yet, which is not a failure',
        oneOf('satisfied', 'pending', 'failed', 'not-applicable'),
      ),
      reason,
      owner: said(
        'Who can change the fact it rests on',
        openList(
          'passports',
          'traffic',
          'medical-centres',
          'labour',
          'accounts',
          'directives-desk',
          'treasury',
          'insurance',
        ),
      ),
      remedy,
      fields: optional(
        said(
          'In which fields what was entered differs from the register: their names, no values',
          listOf(openList(...CLAIM_FIELDS)),
        ),
      ),
      factIds: listOf(
        said(
          'A fact it was decided from, by its `factId`; of many, the fifty that took effect last',
          text(600),
        ),
      ),
      factsLeftOut: optional(
        said('How many facts it was decided from besides those named', whole(1, Number.MAX_SAFE_INTEGER)),
      ),
      ruleVersion,
      checkedAt: utcInstant,
    }),
  },
  ScreeningCompleted: {
    says: 'All conditions were checked against what was known at one moment.',
    sealed:
      'the conditions that came out other than before, with what was found, until when that holds, and what it comes to then.',
    data: objectOf({
      result: said(
        'waiting: for somebody’s report; action-required: of the applicant; referred: to an officer',
        oneOf('satisfied', 'waiting', 'action-required', 'referred', 'rejected'),
      ),
      ruleVersion,
      knew: said(
        'What was known: the revisions of the streams the facts came from, -1 for none',
        objectOf({
          resident: said('Of the person, then of former identities', listOf(revisionKnown)),
          fees: revisionKnown,
          directives: revisionKnown,
          held: optional(
            said(
              'Of what says which credential the person holds: slot, after a first issue the slot of the iqama number, credential',
              listOf(revisionKnown),
            ),
          ),
          number: optional(
            said(
              'Of what says who holds the number of a first issue: slot, credential',
              listOf(revisionKnown),
            ),
          ),
        }),
      ),
      completedAt: utcInstant,
      until: optional(
        said('Of a case that waits: an officer looks at it then, if nobody has reported', utcInstant),
      ),
      lookAgainAt: optional(
        said('When time alone changes one of the outcomes: the case is screened again then', utcInstant),
      ),
    }),
  },
  ActionRequired: {
    says: 'The applicant has to do something, by a deadline. The status says what it is.',
    sealed: 'the conditions it is about, and why.',
    data: objectOf({ until: said('Deadline: the application lapses then', utcInstant) }),
  },
  ReferredToOfficer: {
    says: 'The rules cannot decide the case: it waits for an officer.',
    sealed: 'why, as codes.',
    data: objectOf({ referredAt: utcInstant }),
  },
  ReviewClaimed: {
    says: 'An officer took the case from the queue.',
    data: objectOf({ officer, claimedAt: utcInstant }),
  },
  ReviewReleased: {
    says: 'The case was put back for another officer: by the officer, or because it was kept undecided for too long.',
    data: objectOf({ officer, releasedAt: utcInstant }),
  },
  InformationRequested: {
    says: 'The officer asked the applicant for something.',
    data: objectOf({
      officer,
      reason,
      until: said('Deadline: the application lapses then', utcInstant),
    }),
  },
  NumberHolderConfirmed: {
    says: 'An officer decided that the applicant is the person who holds the number: somebody who came back was given their old one.',
    sealed: 'the officer’s reason, a code.',
    data: objectOf({ officer, holder: subject, confirmedAt: utcInstant }),
  },
  AbsenceAppealStated: {
    says: 'The applicant says that the report of absence against them is false. A claim: an officer looks at the case until labour tells what became of an appeal.',
    sealed: 'the report it is against, as labour names it, and what the applicant says.',
    data: objectOf({ statedAt: utcInstant }),
  },
  InformationProvided: {
    says: 'The applicant answered the officer.',
    data: objectOf({ providedAt: utcInstant }),
  },
  ApplicationApproved: {
    says: 'The application was approved, by the rules or by an officer. Approved is not issued yet: what becomes known before the issue can take the approval back.',
    data: objectOf({ by: byKind({ rules: { ruleVersion }, officer: { officer } }), approvedAt: utcInstant }),
  },
  ApprovalWithdrawn: {
    says: 'Something became known between approval and issue that takes the ground of the approval away.',
    sealed: 'what it is, as a code.',
    data: objectOf({ withdrawnAt: utcInstant }),
  },
  ApplicationRejected: {
    says: 'The application was rejected, by the rules or by an officer. Fees that were set aside are released; an officer may reopen an officer’s rejection.',
    sealed: 'why, as a code.',
    data: objectOf({
      by: byKind({ rules: {}, officer: { officer } }),
      remedy,
      rejectedAt: utcInstant,
    }),
  },
  ApplicationWithdrawn: {
    says: 'The applicant no longer wants it.',
    data: objectOf({ reason: optional(reason), withdrawnAt: utcInstant }),
  },
  ApplicationLapsed: {
    says: 'A deadline of the applicant passed and the application ended with it.',
    data: objectOf({
      from: said('What it was when the deadline passed', code),
      lapsedAt: utcInstant,
    }),
  },
  ApplicationReopened: {
    says: 'Another officer took back an officer’s decision. The case is with the officers again.',
    data: objectOf({ officer, reason, reopenedAt: utcInstant }),
  },
  ApplicationAbandoned: {
    says: 'An application that was about to begin never did: its stream holds nothing else. There is nothing to do about it.',
    data: objectOf({ abandonedAt: utcInstant }),
  },
  IdentityIssued: {
    says: 'The identity was issued: the application has reached its end. The credential has a stream of its own.',
    data: objectOf({
      credentialId,
      validFrom: said('First day', day),
      validUntil: said('Last day', day),
      issuedAt: utcInstant,
    }),
  },
};
