import { DOCUMENT_KINDS } from '../fields/choices.js';
import {
  count,
  daySchema,
  dualDateSchema,
  either,
  erased,
  halalasSchema,
  instantSchema,
  list,
  named,
  objectSchema,
  enumSchema,
  orNull,
  revision,
  describedSchema,
  textSchema,
  trackingNumberSchema,
  booleanSchema,
  uuid,
} from '../openapi/schema.js';

const hidden = { const: 'hidden', description: 'Not for your role' };
const at = { at: instantSchema };

const phase = enumSchema(
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

const dates = objectSchema({
  started: instantSchema,
  lapses: instantSchema,
  declared: orNull(instantSchema),
  submitted: orNull(instantSchema),
  decided: orNull(instantSchema),
  issued: orNull(instantSchema),
});

const changesNext = describedSchema(
  'null: time alone changes nothing, or the case has ended',
  orNull(named('NextChange')),
);

const status = {
  trackingNumber: trackingNumberSchema,
  revision,
  service: enumSchema('issue', 'renew'),
  category: textSchema,
  phase,
  phaseText: textSchema,
  board: either(list(named('BoardRow')), erased),
  changesNext,
  required: describedSchema(
    'What the applicant has to do, and until when',
    orNull(
      objectSchema({
        conditions: list(
          objectSchema({
            condition: textSchema,
            reason: textSchema,
            title: textSchema,
            says: textSchema,
            todo: textSchema,
          }),
        ),
        information: orNull(textSchema),
        informationText: orNull(textSchema),
        until: instantSchema,
      }),
    ),
  ),
  outcome: orNull(
    either(
      objectSchema({ kind: enumSchema('approved'), by: enumSchema('rules', 'officer'), ...at }),
      objectSchema({
        kind: enumSchema('rejected'),
        by: enumSchema('rules', 'officer'),
        reason: textSchema,
        reasonText: textSchema,
        remedy: textSchema,
        remedyText: textSchema,
        ...at,
      }),
      objectSchema({
        kind: enumSchema('withdrawn'),
        reason: orNull(textSchema),
        reasonText: orNull(textSchema),
        ...at,
      }),
      objectSchema({ kind: enumSchema('lapsed'), from: textSchema, ...at }),
    ),
  ),
  dates,
};

const credential = {
  credentialId: uuid,
  personal: either(objectSchema({ number: textSchema }), erased, hidden),
  category: textSchema,
  issuedAt: instantSchema,
  validFrom: dualDateSchema,
  validUntil: describedSchema('Last day, included', dualDateSchema),
  statusIndex: count,
  supersedes: orNull(uuid),
  supersededBy: orNull(uuid),
  replaces: describedSchema('The revoked one that it follows, by an officer’s decision', orNull(uuid)),
  replacedBy: describedSchema('What follows it, likewise: it stays revoked', orNull(uuid)),
  replaceableSince: describedSchema(
    'What it was revoked for was put right: since then an officer may decide that another follows',
    orNull(instantSchema),
  ),
  status: describedSchema(
    'As of now: expired once the last day is over in Riyadh',
    enumSchema('valid', 'suspended', 'revoked', 'superseded', 'expired'),
  ),
  statusText: textSchema,
  ground: describedSchema(
    'Why it is suspended, the latest ground; or why it was revoked',
    orNull(textSchema),
  ),
  groundText: orNull(textSchema),
  grounds: describedSchema('While it is suspended: every ground, oldest first', list(textSchema)),
  groundTexts: describedSchema('What each of them means', list(textSchema)),
  groundsInEffect: describedSchema(
    'Each of them, with who can lift it and what the holder can do; the identity holds again when none is left',
    list(named('Ground')),
  ),
  absenceAppealStatedAt: describedSchema(
    'When the holder said last that an absence report is false; null: never',
    orNull(instantSchema),
  ),
  since: describedSchema('Of the status', instantSchema),
};

export const STATUS_SCHEMAS = {
  OwnApplications: objectSchema({
    entries: describedSchema(
      'Newest first',
      list(
        objectSchema({
          applicationId: uuid,
          trackingNumber: trackingNumberSchema,
          revision,
          service: enumSchema('issue', 'renew'),
          category: textSchema,
          phase,
          phaseText: textSchema,
          dates,
        }),
      ),
    ),
    next: describedSchema('Cursor of the next page; null: there is no more', orNull(textSchema)),
  }),
  ApplicationStatus: objectSchema({
    applicationId: uuid,
    ...status,
    channel: textSchema,
    identity: either(
      objectSchema({ kind: enumSchema('renewal', 'first-issue'), masked: textSchema, lastFour: textSchema }),
      erased,
    ),
    details: orNull(
      objectSchema({
        period: describedSchema('Months', { type: 'integer' }),
        occupation: orNull(textSchema),
        mrz: enumSchema('absent', 'agrees', 'differs'),
        personal: either(
          objectSchema({ passport: { type: 'object' }, sponsorNumber: orNull(textSchema) }),
          erased,
          hidden,
        ),
      }),
    ),
    documents: list(
      objectSchema({
        documentId: uuid,
        kind: enumSchema(...DOCUMENT_KINDS),
        kindText: textSchema,
        mediaType: textSchema,
        size: count,
        sha256: textSchema,
        attachedAt: instantSchema,
      }),
    ),
    quote: orNull(named('FeeQuote')),
    screening: orNull(objectSchema({ result: textSchema, ruleVersion: textSchema, ...at })),
    review: orNull(
      objectSchema({
        reasons: list(textSchema),
        reasonTexts: describedSchema('What each of them means', list(textSchema)),
        since: instantSchema,
        claimedBy: orNull(textSchema),
        claimedAt: orNull(instantSchema),
      }),
    ),
    issued: orNull(objectSchema({ credentialId: uuid, validFrom: daySchema, validUntil: daySchema, ...at })),
    fees: orNull(named('FeesStatus')),
    credential: orNull(named('CredentialStatus')),
  }),
  Board: objectSchema({
    applicationId: uuid,
    basis: describedSchema(
      '`now`: a draft, looked at for this answer; `screening`: as the last screening found it; `none`: never screened; `erased`: what was found was erased with the person’s data',
      enumSchema('now', 'screening', 'none', 'erased'),
    ),
    board: list(named('BoardRow')),
    changesNext,
  }),
  FeesStatus: objectSchema({
    bill: orNull(
      objectSchema({
        billNumber: textSchema,
        quote: named('FeeQuote'),
        issuedAt: instantSchema,
        expiresAt: instantSchema,
      }),
    ),
    payments: describedSchema(
      'The newest 50',
      list(
        objectSchema({
          paymentId: textSchema,
          amount: halalasSchema,
          paidAt: instantSchema,
          met: enumSchema('exactly', 'partly', 'over', 'again', 'expired'),
          metText: textSchema,
          confirmed: booleanSchema,
        }),
      ),
    ),
    paid: halalasSchema,
    reserved: halalasSchema,
    consumed: halalasSchema,
    refunded: halalasSchema,
    refunding: halalasSchema,
    refundable: halalasSchema,
    outcomeUnknownSince: describedSchema(
      'A payment whose outcome nobody knows yet: do not pay again',
      orNull(instantSchema),
    ),
    refundFailure: orNull(objectSchema({ reason: textSchema, reasonText: textSchema, ...at })),
  }),
  OwnCredentials: objectSchema({
    entries: describedSchema('The one issued last first', list(named('OwnCredential'))),
  }),
  OwnCredential: objectSchema({ ...credential, applicationId: uuid }),
  CredentialStatus: objectSchema({
    ...credential,
    former: describedSchema(
      'Those that were revoked and that it follows by officers’ decisions, newest first',
      list(named('FormerCredential')),
    ),
  }),
  FormerCredential: objectSchema(credential),
  Ground: objectSchema(
    {
      kind: textSchema,
      says: textSchema,
      todo: textSchema,
      owner: describedSchema('Who can lift it; null: not known any more', orNull(textSchema)),
      ownerName: orNull(textSchema),
      remedy: enumSchema('applicant', 'wait', 'officer', 'none', 'nothing'),
      remedyText: textSchema,
      since: instantSchema,
      until: describedSchema('By time alone; null: until something is told', orNull(instantSchema)),
    },
    {
      directives: describedSchema('The directive it is', list(named('StoppingDirective'))),
      contest: describedSchema('How the holder contests it', named('Contest')),
    },
  ),
  TrackedStatus: describedSchema(
    'What the tracking number and the last four digits give access to: nothing personal, and no finding',
    objectSchema({
      trackingNumber: trackingNumberSchema,
      service: enumSchema('issue', 'renew'),
      phase,
      next: describedSchema(
        'What is to be done, by whom and until when',
        objectSchema({
          by: enumSchema('applicant', 'officer', 'service', 'nobody'),
          says: textSchema,
          until: orNull(instantSchema),
        }),
      ),
      dates,
    }),
  ),
  Timeline: objectSchema({
    applicationId: uuid,
    revision,
    entries: describedSchema('At most 100, oldest first', list(named('TimelineEntry'))),
    earlier: describedSchema(
      'Give it back as `before` for older ones; null: there are none',
      orNull(textSchema),
    ),
  }),
} as const;
