import { DOCUMENT_KINDS } from '../fields/choices.js';
import {
  count,
  day,
  dualDate,
  either,
  erased,
  halalas,
  instant,
  list,
  named,
  object,
  oneOf,
  orNull,
  revision,
  said,
  text,
  trackingNumber,
  truth,
  uuid,
} from '../openapi/schema.js';

const hidden = { const: 'hidden', description: 'Not for your role' };
const at = { at: instant };

const phase = oneOf(
  'draft',
  'submitted',
  'screening',
  'action-required',
  'in-review',
  'approved',
  'issued',
  'rejected',
  'withdrawn',
  'lapsed',
);

const dates = object({
  started: instant,
  lapses: instant,
  declared: orNull(instant),
  submitted: orNull(instant),
  decided: orNull(instant),
  issued: orNull(instant),
});

const changesNext = said(
  'null: time alone changes nothing, or the case has ended',
  orNull(named('NextChange')),
);

const status = {
  trackingNumber,
  revision,
  service: oneOf('issue', 'renew'),
  category: text,
  phase,
  phaseText: text,
  board: either(list(named('BoardRow')), erased),
  changesNext,
  required: said(
    'What the applicant has to do, and until when',
    orNull(
      object({
        conditions: list(object({ condition: text, reason: text, title: text, says: text, todo: text })),
        information: orNull(text),
        informationText: orNull(text),
        until: instant,
      }),
    ),
  ),
  outcome: orNull(
    either(
      object({ kind: oneOf('approved'), by: oneOf('rules', 'officer'), ...at }),
      object({
        kind: oneOf('rejected'),
        by: oneOf('rules', 'officer'),
        reason: text,
        reasonText: text,
        remedy: text,
        remedyText: text,
        ...at,
      }),
      object({ kind: oneOf('withdrawn'), reason: orNull(text), reasonText: orNull(text), ...at }),
      object({ kind: oneOf('lapsed'), from: text, ...at }),
    ),
  ),
  dates,
};

const credential = {
  credentialId: uuid,
  personal: either(object({ number: text }), erased, hidden),
  category: text,
  issuedAt: instant,
  validFrom: dualDate,
  validUntil: said('Last day, included', dualDate),
  statusIndex: count,
  supersedes: orNull(uuid),
  supersededBy: orNull(uuid),
  replaces: said('The revoked one that it follows, by an officer’s decision', orNull(uuid)),
  replacedBy: said('What follows it, likewise: it stays revoked', orNull(uuid)),
  replaceableSince: said(
    'What it was revoked for was put right: since then an officer may decide that another follows',
    orNull(instant),
  ),
  status: said(
    'As of now: expired once the last day is over in Riyadh',
    oneOf('valid', 'suspended', 'revoked', 'superseded', 'expired'),
  ),
  statusText: text,
  ground: said('Why it is suspended, the latest ground; or why it was revoked', orNull(text)),
  groundText: orNull(text),
  grounds: said('While it is suspended: every ground, oldest first', list(text)),
  groundTexts: said('What each of them means', list(text)),
  groundsInEffect: said(
    'Each of them, with who can lift it and what the holder can do; the identity holds again when none is left',
    list(named('Ground')),
  ),
  absenceAppealStatedAt: said(
    'When the holder said last that an absence report is false; null: never',
    orNull(instant),
  ),
  since: said('Of the status', instant),
};

export const STATUS_SCHEMAS = {
  OwnApplications: object({
    entries: said(
      'Newest first',
      list(
        object({
          applicationId: uuid,
          trackingNumber,
          revision,
          service: oneOf('issue', 'renew'),
          category: text,
          phase,
          phaseText: text,
          dates,
        }),
      ),
    ),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
  ApplicationStatus: object({
    applicationId: uuid,
    ...status,
    channel: text,
    identity: either(object({ kind: oneOf('renewal', 'first-issue'), masked: text, lastFour: text }), erased),
    details: orNull(
      object({
        period: said('Months', { type: 'integer' }),
        occupation: orNull(text),
        mrz: oneOf('absent', 'agrees', 'differs'),
        personal: either(
          object({ passport: { type: 'object' }, sponsorNumber: orNull(text) }),
          erased,
          hidden,
        ),
      }),
    ),
    documents: list(
      object({
        documentId: uuid,
        kind: oneOf(...DOCUMENT_KINDS),
        kindText: text,
        mediaType: text,
        size: count,
        sha256: text,
        attachedAt: instant,
      }),
    ),
    quote: orNull(named('FeeQuote')),
    screening: orNull(object({ result: text, ruleVersion: text, ...at })),
    review: orNull(
      object({
        reasons: list(text),
        reasonTexts: said('What each of them means', list(text)),
        since: instant,
        claimedBy: orNull(text),
        claimedAt: orNull(instant),
      }),
    ),
    issued: orNull(object({ credentialId: uuid, validFrom: day, validUntil: day, ...at })),
    fees: orNull(named('FeesStatus')),
    credential: orNull(named('CredentialStatus')),
  }),
  Board: object({
    applicationId: uuid,
    basis: said(
      '`now`: a draft, looked at for this answer; `screening`: as the last screening found it; `none`: never screened; `erased`: what was found was erased with the person’s data',
      oneOf('now', 'screening', 'none', 'erased'),
    ),
    board: list(named('BoardRow')),
    changesNext,
  }),
  FeesStatus: object({
    bill: orNull(
      object({ billNumber: text, quote: named('FeeQuote'), issuedAt: instant, expiresAt: instant }),
    ),
    payments: said(
      'The newest 50',
      list(
        object({
          paymentId: text,
          amount: halalas,
          paidAt: instant,
          met: oneOf('exactly', 'partly', 'over', 'again', 'expired'),
          metText: text,
          confirmed: truth,
        }),
      ),
    ),
    paid: halalas,
    reserved: halalas,
    consumed: halalas,
    refunded: halalas,
    refunding: halalas,
    refundable: halalas,
    outcomeUnknownSince: said('A payment whose outcome nobody knows yet: do not pay again', orNull(instant)),
    refundFailure: orNull(object({ reason: text, reasonText: text, ...at })),
  }),
  OwnCredentials: object({ entries: said('The one issued last first', list(named('OwnCredential'))) }),
  OwnCredential: object({ ...credential, applicationId: uuid }),
  CredentialStatus: object({
    ...credential,
    former: said(
      'Those that were revoked and that it follows by officers’ decisions, newest first',
      list(named('FormerCredential')),
    ),
  }),
  FormerCredential: object(credential),
  Ground: object(
    {
      kind: text,
      says: text,
      todo: text,
      owner: said('Who can lift it; null: not known any more', orNull(text)),
      ownerName: orNull(text),
      remedy: oneOf('applicant', 'wait', 'officer', 'none', 'nothing'),
      remedyText: text,
      since: instant,
      until: said('By time alone; null: until something is told', orNull(instant)),
    },
    {
      directives: said('The directive it is', list(named('StoppingDirective'))),
      contest: said('How the holder contests it', named('Contest')),
    },
  ),
  TrackedStatus: said(
    'What the tracking number and the last four digits give access to: nothing personal, and no finding',
    object({
      trackingNumber,
      service: oneOf('issue', 'renew'),
      phase,
      next: said(
        'What is to be done, by whom and until when',
        object({
          by: oneOf('applicant', 'officer', 'service', 'nobody'),
          says: text,
          until: orNull(instant),
        }),
      ),
      dates,
    }),
  ),
  Timeline: object({
    applicationId: uuid,
    revision,
    entries: said('At most 100, oldest first', list(named('TimelineEntry'))),
    earlier: said('Give it back as `before` for older ones; null: there are none', orNull(text)),
  }),
} as const;
