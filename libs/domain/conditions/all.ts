import { accountActive } from './account-active.js';
import { biometricsOnFile } from './biometrics-on-file.js';
import type { Condition } from './condition.js';
import { directivesMet } from './directives-met.js';
import { feesPaid } from './fees-paid.js';
import { healthInsuranceActive } from './health-insurance-active.js';
import { medicalPassed } from './medical-passed.js';
import { noAbsenceReport } from './no-absence-report.js';
import { noViolations } from './no-violations.js';
import { passportCurrent } from './passport-current.js';
import { sponsorKnown } from './sponsor-known.js';
import { validIqama } from './valid-iqama.js';

/** All conditions, in the order of `CONDITION_IDS`: the nine of the service, and the two a renewal adds. */
export const CONDITIONS: readonly Condition[] = [
  validIqama,
  passportCurrent,
  noViolations,
  medicalPassed,
  noAbsenceReport,
  feesPaid,
  accountActive,
  sponsorKnown,
  directivesMet,
  biometricsOnFile,
  healthInsuranceActive,
];
