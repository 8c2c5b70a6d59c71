import { CLAIM_FIELDS } from '#domain/conditions/outcome.js';
import {
  day,
  instant,
  list,
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

export const REVIEW_SCHEMAS = {
  Claims: object({
    entries: said(
      'One for each field an applicant enters and a register has',
      list(
        object({
          field: oneOf(...CLAIM_FIELDS),
          claimed: said('As entered; null: it was not', orNull(text)),
          registered: said('As the register has it; null: it was not told', orNull(text)),
          differs: truth,
        }),
      ),
    ),
  }),
  NumberHolder: object({
    state: oneOf('active', 'suspended', 'superseded'),
    validUntil: said('Last day', day),
    printed: said(
      'As it was printed, without the number; null: it was erased',
      orNull(
        object({ surname: text, givenNames: text, nationality: text, birthDate: day, passportNumber: text }),
      ),
    ),
    confirmed: said('An officer has decided that it is the applicant’s', truth),
  }),
  ReplaceableCredentials: object({
    entries: said(
      'Those that became so first come first',
      list(
        object({
          applicationId: uuid,
          trackingNumber,
          credentialId: uuid,
          category: text,
          ground: said('What it was revoked for', orNull(text)),
          groundText: orNull(text),
          validUntil: said('Last day, of this one and of the one that follows', day),
          revokedAt: instant,
          since: said('What it was revoked for was put right since then', instant),
        }),
      ),
    ),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
  Replaced: object({
    applicationId: uuid,
    credentialId: said('The revoked one: it stays revoked', uuid),
    replacedBy: said('The one that follows', uuid),
    repeated: said('The same request had been carried out before', truth),
  }),
  ReviewQueue: object({
    entries: said(
      'Oldest first',
      list(
        object({
          applicationId: uuid,
          trackingNumber,
          revision,
          service: oneOf('issue', 'renew'),
          category: text,
          since: instant,
          submittedAt: orNull(instant),
          reasons: list(text),
          claimedBy: orNull(text),
          claimedAt: orNull(instant),
          informationUntil: orNull(instant),
        }),
      ),
    ),
    next: said('Cursor of the next page; null: there is no more', orNull(text)),
  }),
} as const;
