import type { Subject } from '#decider/brand.js';
import type { Erased } from '#decider/decider.js';
import type { PassportDetails, ResidentCategory, Service } from '../application/case-terms.js';

/** The case as the conditions see it. Undefined details: not provided yet (pre-check, draft). */
export interface CaseView {
  readonly service: Service;
  /** As claimed, like all the applicant enters: what counts is the register's. */
  readonly category: ResidentCategory;
  readonly occupation: string | undefined;
  readonly passport: PassportDetails | Erased | undefined;
  readonly mrz: 'absent' | 'agrees' | 'differs' | undefined;
  readonly sponsorNumber: string | undefined;
  /** The applicant says that what differs from the registers is right. */
  readonly insists: boolean;
  /** Who holds the number and is the applicant, as an officer decided; absent: nobody was decided to be. */
  readonly confirmedHolder?: Subject | undefined;
  /** Reports of absence that the applicant says are false, see `reportsAppealed`; absent: none. */
  readonly appealedReports?: readonly string[];
}
