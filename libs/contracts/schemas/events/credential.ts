import type { CredentialEvent, DualDate } from '#domain/credential/events.js';
import type { StatusListEvent } from '#domain/credential/status-list.js';
import { matching, objectOf, openList, optional, said, type SchemaOf, text, whole } from '../schema-of.js';
import { applicationId, code, credentialId, day, officer, subject, utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';

const groundId = said(
  'Names the ground among those of this credential; it says nothing of what it is',
  text(64),
);
const SEALED = 'why: which ground it is, what set it, since when and until when.';

const dualDate: SchemaOf<DualDate> = objectOf({
  gregorian: day,
  hijri: said('Umm al-Qura', matching(String.raw`^\d{4}-\d\d-\d\d$`)),
  calendar: said('The table the Hijri day was read from', text(64)),
});

/** The life of an identity once it was issued. Stream `credential-{credential id}`. */
export const CREDENTIAL_EVENTS: EventContracts<CredentialEvent> = {
  CredentialIssued: {
    says: 'A credential came into being. Whether it holds is in its status list, and told by the events that follow.',
    sealed: 'the holder’s iqama number, names, nationality, birth date and passport number.',
    data: objectOf({
      credentialId,
      applicationId,
      subject,
      category: openList('employee', 'domestic-worker', 'dependant', 'premium'),
      validFrom: said('First day, in both calendars', dualDate),
      validUntil: said('Last day, in both calendars', dualDate),
      statusList: said('The token status list it is in', text(64)),
      statusIndex: said('Its place in the list', whole(0, Number.MAX_SAFE_INTEGER)),
      supersedes: optional(said('The credential it takes the place of', credentialId)),
      replaces: optional(
        said(
          'The revoked credential it follows, on an officer’s decision: no issue of an application, and no fee',
          credentialId,
        ),
      ),
      lateRenewals: optional(
        said('How many renewals with this service were late, this one included', whole(1, 10_000)),
      ),
      issuedAt: utcInstant,
    }),
  },
  CredentialSuspended: {
    says: 'A ground came into effect for which the credential does not hold for the time being. There may be several.',
    sealed: SEALED,
    data: objectOf({ groundId, suspendedAt: utcInstant }),
  },
  GroundLifted: {
    says: 'A ground of the suspension is gone. The credential holds again once it is told to be reinstated.',
    data: objectOf({ groundId, liftedAt: utcInstant }),
  },
  CredentialReinstated: {
    says: 'No ground of the suspension is left: the credential holds again.',
    data: objectOf({ reinstatedAt: utcInstant }),
  },
  CredentialRevoked: {
    says: 'The credential does not hold any more, for good.',
    sealed: SEALED,
    data: objectOf({ revokedAt: utcInstant }),
  },
  ReplacementOpened: {
    says: 'What the credential was revoked for was put right: an officer may decide that another follows. It stays revoked.',
    data: objectOf({ openedAt: utcInstant }),
  },
  ReplacementClosed: {
    says: 'An officer cannot decide that another follows any more: it is a ground again, or another was issued.',
    data: objectOf({ closedAt: utcInstant }),
  },
  CredentialReplaced: {
    says: 'An officer decided that another credential follows, with a place of its own in a status list, the same last day and no fee. This one stays revoked.',
    data: objectOf({
      by: said('The credential that follows', credentialId),
      officer,
      reason: said('Why, as a code', code),
      replacedAt: utcInstant,
    }),
  },
  AbsenceAppealStatedByHolder: {
    says: 'The holder says that the report of absence against them is false. A claim: no ground is lifted by it.',
    sealed: 'the report it is against, as labour names it, and what the holder says.',
    data: objectOf({ subject: said('The holder', subject), statedAt: utcInstant }),
  },
  CredentialSuperseded: {
    says: 'Another credential of the same holder took its place, with no gap between them.',
    data: objectOf({
      by: said('The credential that took its place', credentialId),
      supersededAt: utcInstant,
    }),
  },
  CredentialExpired: {
    says: 'Its last day is over in Riyadh. It may be told a little later: the last day in CredentialIssued is what counts.',
    data: objectOf({ expiredAt: utcInstant }),
  },
};

/** Who has which place in a token status list. Stream `status-list-{list}`. */
export const STATUS_LIST_EVENTS: EventContracts<StatusListEvent> = {
  StatusIndexAssigned: {
    says: 'A credential got the next place in the list: its index is this event’s revision (`ce_streamrevision`).',
    data: objectOf({ credentialId }),
  },
};
