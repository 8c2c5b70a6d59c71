import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventLog } from '#event-sourcing/event-log.js';
import { StateAbsenceAppealHandler } from './application/absence-appeal.js';
import { CaseHistoryHandler } from './application/case-history.js';
import { IsCaseInLogHandler } from './application/case-in-log.js';
import { CasesOfPersonHandler } from './cases-of-person.js';
import { DeclareReviewHandler } from './application/declare-review.js';
import { AttachDocumentHandler, RemoveDocumentHandler } from './application/documents.js';
import {
  EscalateApplicationHandler,
  LapseApplicationHandler,
  WithdrawApplicationHandler,
} from './application/end-application.js';
import { ProvideDetailsHandler } from './application/provide-details.js';
import { ReviewSheetHandler } from './application/review-sheet.js';
import { StartApplicationHandler } from './application/start-application.js';
import { SubmitApplicationHandler } from './application/submit-application.js';
import { StateAbsenceAppealByHolderHandler } from './credential/absence-appeal.js';
import { ExpireCredentialHandler } from './credential/expire-credential.js';
import { FollowReplacementHandler } from './credential/follow-replacement.js';
import { HeldOfPersonHandler } from './credential/newest-held.js';
import { LookAtNumberHandler } from './credential/look-at-number.js';
import { NumberHolderOfHandler } from './review/number-holder-of.js';
import { ConfirmHolderHandler } from './review/confirm-holder.js';
import { ReassessCredentialHandler } from './credential/reassess-credential.js';
import { ReplaceCredentialHandler } from './credential/replace-credential.js';
import { ConfirmErasureHandler } from './erasure/confirm-erasure.js';
import { CompleteErasureHandler, LapseErasureHandler } from './erasure/end-erasure.js';
import { CancelErasureHandler, RequestErasureHandler } from './erasure/request-erasure.js';
import { AskAgainHandler } from './fact-request/ask-again.js';
import { AskForFactsHandler } from './fact-request/ask-for-facts.js';
import { OpenRequestsHandler } from './fact-request/open-requests.js';
import { ImposeDirectiveHandler, LiftDirectiveHandler } from './facts/directives.js';
import { DirectivesOnRecordHandler } from './facts/directives-on-record.js';
import { NamedDirectivesHandler } from './facts/named-directives.js';
import { RecordFactHandler } from './facts/record-fact.js';
import { CheckMoneyHandler } from './fees/check-money.js';
import { AbsenceAppealsOfHandler } from './review/absence-appeals-of.js';
import { ClaimsOfHandler } from './review/claims-of.js';
import { BillOfHandler } from './fees/bill-of.js';
import { ReleaseFundsHandler, ReserveFundsHandler } from './fees/funds.js';
import { IssueBillHandler } from './fees/issue-bill.js';
import { ReconcilePaymentHandler, ReportPaymentUnknownHandler } from './fees/payment-enquiry.js';
import { RecordPaymentHandler } from './fees/record-payment.js';
import { RecordRefundHandler } from './fees/refund-outcome.js';
import { RequestRefundHandler } from './fees/request-refund.js';
import { IssueIdentityHandler } from './issuing/issue-identity.js';
import { Policies } from './policies.js';
import { DiscardFromReadModelHandler } from './read-model/discard.js';
import { ProvideInformationHandler, RequestInformationHandler } from './review/information.js';
import { ReopenApplicationHandler } from './review/reopen-application.js';
import { ClaimReviewHandler, DecideReviewHandler, ReleaseReviewHandler } from './review/review.js';
import { BoardOfHandler } from './screening/board-of.js';
import { PreCheckHandler } from './screening/pre-check.js';
import { ReconsiderPersonHandler } from './screening/reconsider-person.js';
import { ScreenApplicationHandler } from './screening/screen-application.js';
import { ReleaseSlotHandler } from './slot/release-slot.js';
import { RepairSlotHandler, RepairSlotsHandler } from './slot/repair-slot.js';
import { Subjects } from './subjects.js';

/** What every use case stands on. */
export interface UseCaseDependencies {
  readonly log: EventLog;
  readonly policies: Policies;
  readonly subjects: Subjects;
}

const HANDLERS = [
  StartApplicationHandler,
  ProvideDetailsHandler,
  AttachDocumentHandler,
  RemoveDocumentHandler,
  DeclareReviewHandler,
  SubmitApplicationHandler,
  StateAbsenceAppealHandler,
  StateAbsenceAppealByHolderHandler,
  WithdrawApplicationHandler,
  LapseApplicationHandler,
  EscalateApplicationHandler,
  CheckMoneyHandler,
  IssueBillHandler,
  RecordPaymentHandler,
  ReportPaymentUnknownHandler,
  ReconcilePaymentHandler,
  ReserveFundsHandler,
  ReleaseFundsHandler,
  RequestRefundHandler,
  RecordRefundHandler,
  RecordFactHandler,
  ImposeDirectiveHandler,
  LiftDirectiveHandler,
  DirectivesOnRecordHandler,
  NamedDirectivesHandler,
  ClaimReviewHandler,
  ReleaseReviewHandler,
  DecideReviewHandler,
  RequestInformationHandler,
  ProvideInformationHandler,
  ReopenApplicationHandler,
  PreCheckHandler,
  BoardOfHandler,
  ReviewSheetHandler,
  ClaimsOfHandler,
  AbsenceAppealsOfHandler,
  CaseHistoryHandler,
  CasesOfPersonHandler,
  HeldOfPersonHandler,
  IsCaseInLogHandler,
  BillOfHandler,
  ScreenApplicationHandler,
  ReconsiderPersonHandler,
  ReassessCredentialHandler,
  LookAtNumberHandler,
  ConfirmHolderHandler,
  NumberHolderOfHandler,
  ExpireCredentialHandler,
  ReplaceCredentialHandler,
  FollowReplacementHandler,
  IssueIdentityHandler,
  AskForFactsHandler,
  AskAgainHandler,
  OpenRequestsHandler,
  DiscardFromReadModelHandler,
  ReleaseSlotHandler,
  RepairSlotHandler,
  RepairSlotsHandler,
  RequestErasureHandler,
  ConfirmErasureHandler,
  CancelErasureHandler,
  LapseErasureHandler,
  CompleteErasureHandler,
];

/** Everything the service can be told to do. */
@Module({})
export class UseCasesModule {
  static register({ log, policies, subjects }: UseCaseDependencies): DynamicModule {
    const ports = [
      { provide: EventLog, useValue: log },
      { provide: Policies, useValue: policies },
      { provide: Subjects, useValue: subjects },
    ];
    return {
      module: UseCasesModule,
      imports: [CqrsModule.forRoot()],
      providers: [...ports, ...HANDLERS],
      exports: [...ports.map(({ provide }) => provide), CqrsModule],
    };
  }
}
