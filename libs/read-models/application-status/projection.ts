import { sectioned } from '../sectioned.js';
import { foldApplication } from './application-section.js';
import { foldCredential } from './credential-section.js';
import type { ApplicationStatusDocument } from './document.js';
import { foldFees } from './fees-section.js';
import { foldRequest } from './request-section.js';
import { applicationStatusModel } from './schema.js';

/** Where an application stands, for the applicant's status page, officers and support. */
export const applicationStatusProjection = sectioned<ApplicationStatusDocument>(
  applicationStatusModel.name,
  5,
  {
    application: foldApplication,
    fees: foldFees,
    credential: foldCredential,
    request: foldRequest,
  },
);
