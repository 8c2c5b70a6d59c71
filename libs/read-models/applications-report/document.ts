import type { Instant } from '#decider/brand.js';
import type { Channel, ResidentCategory, Service } from '#domain/application/case-terms.js';
import type { Day } from '#domain/kernel/brand.js';

type ReportOutcome = 'open' | 'approved' | 'issued' | 'rejected' | 'withdrawn' | 'lapsed';

/** Folded from `application-{id}`: nothing that names or describes a person. */
export interface ReportApplication {
  readonly service: Service;
  readonly category: ResidentCategory;
  readonly channel: Channel;
  /** Where the minutes are counted from; never answered by a query. */
  readonly startedAt: Instant;
  /** Days in Asia/Riyadh. */
  readonly startedDay: Day;
  readonly submittedDay: Day | null;
  readonly decidedDay: Day | null;
  readonly issuedDay: Day | null;
  /** Whole minutes since the start. */
  readonly minutesToSubmit: number | null;
  readonly minutesToDecide: number | null;
  readonly minutesToIssue: number | null;
  readonly outcome: ReportOutcome;
  /** Reason code of a rejection. */
  readonly reason: string | null;
  /** An officer claimed it, asked, decided or reopened it. */
  readonly officer: boolean;
  /** The applicant was asked to do something after submitting. */
  readonly actionRequired: boolean;
}

/** Folded from `fees-{applicationId}`. Halalas. */
export interface ReportFees {
  readonly billed: number;
  readonly consumed: number;
}

/** Folded from the case's credentials; there once an officer decided that another follows one that was revoked. */
export interface ReportCredential {
  readonly replaced: number;
}

export interface ApplicationsReportDocument {
  readonly application?: ReportApplication;
  readonly fees?: ReportFees;
  readonly credential?: ReportCredential;
}

/** Both days inclusive, Asia/Riyadh. */
export interface ReportPeriod {
  readonly from: Day;
  readonly to: Day;
}

/** A number; null: hidden, because it counts fewer than k people or would give such a number away. */
export type Cell = number | null;

export type Cells = Readonly<Record<string, Cell>>;

/** What became of the applications started in a period. */
export interface ApplicationsReport extends ReportPeriod {
  readonly funnel: {
    readonly started: Cell;
    readonly submitted: Cell;
    readonly decided: Cell;
    readonly issued: Cell;
  };
  /** By outcome, see ReportOutcome. */
  readonly outcomes: Cells;
  /** Of those issued: another identity followed one that was revoked. That is no issue, and counted nowhere else. */
  readonly replaced: Cell;
  /** Of those rejected, by reason code. */
  readonly rejections: Cells;
  readonly services: Cells;
  readonly categories: Cells;
  readonly channels: Cells;
  /** From start to issue; null: fewer than k were issued. */
  readonly minutesToIssue: { readonly p50: number; readonly p90: number } | null;
  /** 0 to 1, of those decided; null: hidden, or none was decided. */
  readonly decidedWithoutOfficer: number | null;
  /** Halalas; null: fewer than k paid. */
  readonly feesBilled: Cell;
  readonly feesConsumed: Cell;
  /** Numbers of fewer people than this are hidden. */
  readonly k: number;
  /** The newest event the model has seen; nulls: none yet. */
  readonly freshness: { readonly position: string | null; readonly at: Instant | null };
}
