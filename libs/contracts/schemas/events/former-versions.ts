import type { Instant } from '#decider/brand.js';
import { CONDITION_IDS } from '#domain/conditions/outcome.js';
import type { KnownEvent } from '#event-catalogue/event-types.js';
import type { JsonSchema } from '../json-schema.js';
import { byKind, listOf, matching, objectOf, oneOf, openList, optional, said, text } from '../schema-of.js';
import { code, utcInstant } from '../values.js';

const revisionKnown = matching(String.raw`^-?\d{1,19}(\+-?\d{1,19})*$`);
const condition = said('Which condition', openList(...CONDITION_IDS));
const reason = said('Why, as a code', code);

/** What the outside was told about a version that newer events no longer have. */
export interface FormerVersion {
  readonly says: string;
  /** Present if the version had a sealed part: what it was about. */
  readonly sealed?: string;
  readonly data: JsonSchema;
}

/**
 * The versions before the current one, oldest first, each as it was when it was current: events of it are in the log
 * and are published again as they are. To make a new version, copy the current contract here first.
 */
export const FORMER_VERSIONS: { readonly [T in KnownEvent['type']]?: readonly FormerVersion[] } = {
  CredentialSuspended: [
    {
      says: 'The credential does not hold for the time being.',
      data: objectOf<{ readonly ground: string; readonly suspendedAt: Instant }>({
        ground: said('Why, as a code', code),
        suspendedAt: utcInstant,
      }),
    },
  ],
  CredentialRevoked: [
    {
      says: 'The credential does not hold any more, for good.',
      data: objectOf<{ readonly ground: string; readonly revokedAt: Instant }>({
        ground: said('Why, as a code', code),
        revokedAt: utcInstant,
      }),
    },
  ],
  ScreeningCompleted: [
    {
      says: 'All conditions were checked against what was known at one moment.',
      data: objectOf({
        result: said(
          'waiting: for somebody’s report; action-required: of the applicant; referred: to an officer',
          oneOf('satisfied', 'waiting', 'action-required', 'referred', 'rejected'),
        ),
        ruleVersion: said('Version of the rules that were applied', text(64)),
        knew: said(
          'What was known: the revisions of the streams the facts came from, -1 for none; two files of one person are joined by +',
          objectOf({
            resident: revisionKnown,
            fees: revisionKnown,
            directives: revisionKnown,
            held: optional(
              said(
                'Of what says which credential the person holds: slot, after a first issue the slot of the iqama number, credential',
                revisionKnown,
              ),
            ),
            number: optional(
              said('Of what says who holds the number of a first issue: slot, credential', revisionKnown),
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
  ],
  ActionRequired: [
    {
      says: 'The applicant has to do something, by a deadline. What it is follows from the conditions.',
      data: objectOf({
        conditions: listOf(objectOf({ condition, reason })),
        until: said('Deadline: the application lapses then', utcInstant),
      }),
    },
  ],
  ReferredToOfficer: [
    {
      says: 'The rules cannot decide the case: it waits for an officer.',
      data: objectOf({ reasons: listOf(reason), referredAt: utcInstant }),
    },
  ],
  ApprovalWithdrawn: [
    {
      says: 'Something became known between approval and issue that takes the ground of the approval away.',
      data: objectOf({ reason, withdrawnAt: utcInstant }),
    },
  ],
  ApplicationRejected: [
    {
      says: 'The application was rejected, by the rules or by an officer. Fees that were set aside are released; an officer may reopen an officer’s rejection.',
      data: objectOf({
        by: byKind({
          rules: {},
          officer: { officer: said('The officer, as the identity provider names them', text(256)) },
        }),
        reason,
        remedy: said(
          'What would help: something the applicant can do, waiting for somebody’s report, an officer’s judgment, none (it is final), nothing (it needs no help)',
          oneOf('applicant', 'wait', 'officer', 'none', 'nothing'),
        ),
        rejectedAt: utcInstant,
      }),
    },
  ],
};
