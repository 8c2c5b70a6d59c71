import { CLAIM_FIELDS } from '#domain/conditions/outcome.js';
import {
  daySchema,
  instantSchema,
  list,
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

export const REVIEW_SCHEMAS = {
  Claims: objectSchema({
    entries: describedSchema(
      'One for each field an applicant enters and a register has',
      list(
        objectSchema({
          field: enumSchema(...CLAIM_FIELDS),
          claimed: describedSchema('As entered; null: it was not', orNull(textSchema)),
          registered: describedSchema('As the register has it; null: it was not told', orNull(textSchema)),
          differs: booleanSchema,
        }),
      ),
    ),
  }),
  NumberHolder: objectSchema({
    state: enumSchema('active', 'suspended', 'superseded'),
    validUntil: describedSchema('Last day', daySchema),
    printed: describedSchema(
      'As it was printed, without the number; null: it was erased',
      orNull(
        objectSchema({
          surname: textSchema,
          givenNames: textSchema,
          nationality: textSchema,
          birthDate: daySchema,
          passportNumber: textSchema,
        }),
      ),
    ),
    confirmed: describedSchema('An officer has decided that it is the applicant’s', booleanSchema),
  }),
  ReplaceableCredentials: objectSchema({
    entries: describedSchema(
      'Those that became so first come first',
      list(
        objectSchema({
          applicationId: uuid,
          trackingNumber: trackingNumberSchema,
          credentialId: uuid,
          category: textSchema,
          ground: describedSchema('What it was revoked for', orNull(textSchema)),
          groundText: orNull(textSchema),
          validUntil: describedSchema('Last day, of this one and of the one that follows', daySchema),
          revokedAt: instantSchema,
          since: describedSchema('What it was revoked for was put right since then', instantSchema),
        }),
      ),
    ),
    next: describedSchema('Cursor of the next page; null: there is no more', orNull(textSchema)),
  }),
  Replaced: objectSchema({
    applicationId: uuid,
    credentialId: describedSchema('The revoked one: it stays revoked', uuid),
    replacedBy: describedSchema('The one that follows', uuid),
    repeated: describedSchema('The same request had been carried out before', booleanSchema),
  }),
  ReviewQueue: objectSchema({
    entries: describedSchema(
      'Oldest first',
      list(
        objectSchema({
          applicationId: uuid,
          trackingNumber: trackingNumberSchema,
          revision,
          service: enumSchema('issue', 'renew'),
          category: textSchema,
          since: instantSchema,
          submittedAt: orNull(instantSchema),
          reasons: list(textSchema),
          claimedBy: orNull(textSchema),
          claimedAt: orNull(instantSchema),
          informationUntil: orNull(instantSchema),
        }),
      ),
    ),
    next: describedSchema('Cursor of the next page; null: there is no more', orNull(textSchema)),
  }),
} as const;
