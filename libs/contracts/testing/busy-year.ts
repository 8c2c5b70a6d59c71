import type { Instant } from '#decider/brand.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { Halalas } from '#domain/kernel/brand.js';
import { StateAbsenceAppeal } from '#use-cases/application/absence-appeal.js';
import { RemoveDocument } from '#use-cases/application/documents.js';
import { LapseApplication, WithdrawApplication } from '#use-cases/application/end-application.js';
import { ReplaceCredential } from '#use-cases/credential/replace-credential.js';
import { StateAbsenceAppealByHolder } from '#use-cases/credential/absence-appeal.js';
import { CompleteErasure, LapseErasure } from '#use-cases/erasure/end-erasure.js';
import { ConfirmErasure } from '#use-cases/erasure/confirm-erasure.js';
import { CancelErasure, RequestErasure } from '#use-cases/erasure/request-erasure.js';
import { AskAgain } from '#use-cases/fact-request/ask-again.js';
import { AskForFacts } from '#use-cases/fact-request/ask-for-facts.js';
import { ImposeDirective, LiftDirective } from '#use-cases/facts/directives.js';
import { ReconcilePayment, ReportPaymentUnknown } from '#use-cases/fees/payment-enquiry.js';
import { RecordPayment } from '#use-cases/fees/record-payment.js';
import { RecordRefund, type RefundNotice } from '#use-cases/fees/refund-outcome.js';
import { RequestRefund } from '#use-cases/fees/request-refund.js';
import { DiscardFromReadModel } from '#use-cases/read-model/discard.js';
import { ConfirmHolder } from '#use-cases/review/confirm-holder.js';
import { ProvideInformation, RequestInformation } from '#use-cases/review/information.js';
import { ReopenApplication } from '#use-cases/review/reopen-application.js';
import { ClaimReview, DecideReview, ReleaseReview } from '#use-cases/review/review.js';
import { RepairSlot, RepairSlots } from '#use-cases/slot/repair-slot.js';
import { Newcomer } from '#use-cases/testing/newcomer.js';
import {
  type Office,
  OFFICER,
  OPERATOR,
  OTHER_OFFICER,
  OTHER_OPERATOR,
  SYSTEM,
} from '#use-cases/testing/office.js';
import { Resident } from '#use-cases/testing/resident.js';

/** Everything that happens in a busy year of the service, through its own use cases. */
export async function busyYear(office: Office): Promise<void> {
  await directives(office);
  await firstIssue(office, new Resident(office, 1, 'issue'));
  await renewals(office, 2);
  await putRight(office, new Resident(office, 17));
  await unclearPayments(office, new Resident(office, 3));
  await review(office, new Resident(office, 4));
  await endings(office);
  await returned(office);
  await requests(office, new Resident(office, 18));
  await discards(office);
  await erasures(office);
}

const sadad = (office: Office) => office.by({ kind: 'service', id: 'sadad' });
const amount = 65_000 as Halalas;

async function directives(office: Office): Promise<void> {
  const by = () => office.by({ kind: 'service', id: '/directives-desk' });
  const directive = {
    directiveId: 'D-1446-17',
    title: { ar: 'إيقاف مؤقت', en: 'A temporary stop' },
    covers: { services: ['issue'], categories: ['domestic-worker'], nationalities: ['UTO'] },
    from: office.now,
    until: '2026-12-31T21:00:00.000Z' as Instant,
    source: 'https://example.org/directives/1446-17',
    effect: 'officer',
  } as const;
  const { until: _, ...open } = directive;
  await office.run(new ImposeDirective(by(), directive));
  await office.run(new ImposeDirective(by(), { ...open, directiveId: 'D-1446-18', covers: {} }));
  await office.run(new LiftDirective(by(), 'D-1446-17', office.now));
  await office.run(new LiftDirective(by(), 'D-1446-18', office.now));
}

async function firstIssue(office: Office, resident: Resident): Promise<void> {
  await resident.issued();
  office.pass({ days: 30 });
  await office.tell(resident.subject, 'residency-status-changed', { status: 'final-exit' });
  await resident.reconsider();
}

/** One that is issued, suspended and reinstated, and the next one, which takes its place. */
async function renewals(office: Office, n: number): Promise<void> {
  const first = new Resident(office, n);
  await first.issued();
  await office.tell(first.subject, 'absence-reported', { reportId: 'A-1' });
  await first.reconsider();
  await office.run(
    new StateAbsenceAppealByHolder(first.by(), first.subject, first.credentialId, 'I was at work.'),
  );
  await office.tell(first.subject, 'absence-cancelled', { reportId: 'A-1' });
  await first.reconsider();
  office.pass({ days: 380 });
  await new Resident(office, n).issued();
}

/** One that was revoked by mistake, which was put right, made again and put right; another follows. */
async function putRight(office: Office, resident: Resident): Promise<void> {
  await resident.issued();
  for (const [id, status, corrects] of [
    ['S-1', 'cancelled', undefined],
    ['S-2', 'valid', 'S-1'],
    ['S-3', 'cancelled', 'S-2'],
    ['S-4', 'valid', 'S-3'],
  ] as const) {
    office.pass({ days: 1 });
    const content = { status, category: 'premium' } as const;
    await office.tell(resident.subject, 'residency-status-changed', content, id, office.now, corrects);
    await resident.reconsider();
  }
  const { applicationId, credentialId } = resident;
  await office.run(
    new ReplaceCredential(office.by(OFFICER), applicationId, credentialId, 'ground-corrected'),
  );
}

async function unclearPayments(office: Office, resident: Resident): Promise<void> {
  await resident.facts();
  await resident.start();
  await resident.details();
  await resident.bill();
  const billNumber = await resident.billNumber();
  const unknown = () => office.run(new ReportPaymentUnknown(sadad(office), billNumber));
  const found = {
    found: true,
    billNumber,
    paymentId: 'P-1',
    amount,
    paidAt: office.now,
    bank: 'RJHI',
  } as const;
  await unknown();
  await office.run(new ReconcilePayment(sadad(office), { found: false, billNumber }));
  await unknown();
  await office.run(new ReconcilePayment(sadad(office), found));
  await resident.pay(65_000, 'P-2');
  for (const notice of [{ outcome: 'failed', reason: 'account-closed' }, { outcome: 'refunded' }] as const) {
    await office.run(new RequestRefund(resident.by(), resident.applicationId, 'excess'));
    const told: RefundNotice = { billNumber, reference: 'R-1', ...notice };
    await office.run(new RecordRefund(sadad(office), told));
  }
  const stray = { billNumber: '9999999999994', paymentId: 'P-3', amount, paidAt: office.now };
  await office.run(new RecordPayment(sadad(office), stray));
}

async function review(office: Office, resident: Resident): Promise<void> {
  await resident.facts();
  await office.tell(resident.subject, 'absence-reported', { reportId: 'A-2' });
  await resident.prepare();
  await office.run(new StateAbsenceAppeal(resident.by(), resident.applicationId, 'I was at work.'));
  await office.tell(resident.subject, 'absence-appealed', { reportId: 'A-2' });
  await resident.submit();
  await resident.reserve();
  await resident.screen();
  const { applicationId } = resident;
  const claim = (by: Actor) => office.run(new ClaimReview(office.by(by), applicationId));
  const decide = (by: Actor, decision: 'approve' | 'reject') =>
    office.run(new DecideReview(office.by(by), applicationId, decision, 'documents-agree'));
  await claim(OTHER_OFFICER);
  await office.run(new ReleaseReview(office.by(OTHER_OFFICER), applicationId));
  await claim(OFFICER);
  await office.run(new RequestInformation(office.by(OFFICER), applicationId, 'photo-unclear'));
  await resident.document('photo');
  await office.run(new ProvideInformation(resident.by(), applicationId));
  await decide(OFFICER, 'reject');
  await resident.release();
  await resident.releaseSlot();
  office.pass({ ms: 1_000 });
  await office.run(new ReopenApplication(office.by(OTHER_OFFICER), applicationId, 'new-evidence'));
  await resident.reserve();
  await claim(OTHER_OFFICER);
  await decide(OTHER_OFFICER, 'approve');
  await resident.issue();
}

async function endings(office: Office): Promise<void> {
  const outstanding = new Resident(office, 10);
  await outstanding.facts();
  await office.tell(outstanding.subject, 'violation-recorded', { violationId: 'T-900142', amount: 30_000 });
  await outstanding.prepare();
  await office.run(
    new RemoveDocument(outstanding.by(), outstanding.applicationId, await documentOf(outstanding)),
  );
  await outstanding.document('photo');
  await outstanding.document('passport-copy');
  await outstanding.declare();
  await outstanding.submit();
  await outstanding.screen();
  office.pass({ days: 60 });
  await office.run(new LapseApplication(office.by(SYSTEM), outstanding.applicationId));

  const approved = new Resident(office, 11);
  await approved.approved();
  await office.tell(approved.subject, 'violation-recorded', { violationId: 'T-900143', amount: 50_000 });
  await approved.screen();
  await office.tell(approved.subject, 'absence-reported', { reportId: 'A-3' });
  await office.tell(approved.subject, 'absence-confirmed', { reportId: 'A-3' });
  await approved.screen();

  for (const reason of ['no-longer-needed', undefined]) {
    const draft = new Resident(office, reason === undefined ? 12 : 13);
    await draft.start();
    await office.run(new WithdrawApplication(draft.by(), draft.applicationId, reason));
  }

  const cutOff = new Resident(office, 14);
  await office.cutOff(cutOff.startCommand(), 1);
  office.pass({ ms: 31_000 });
  await office.run(new RepairSlot(office.by(SYSTEM), cutOff.subject));
}

async function returned(office: Office): Promise<void> {
  await new Resident(office, 16).issued();
  const back = new Newcomer(office, 9_016, 16);
  await back.sent();
  await office.run(new ClaimReview(office.by(OFFICER), back.applicationId));
  await office.run(new ConfirmHolder(office.by(OFFICER), back.applicationId, 'returned-with-old-number'));
}

/** A case that misses nearly everything, which the services tell too late. */
async function requests(office: Office, resident: Resident): Promise<void> {
  await resident.prepare();
  await resident.submit();
  await resident.screen();
  const ask = () => office.run(new AskForFacts(office.by(SYSTEM), resident.applicationId));
  const again = () => office.run(new AskAgain(office.by(SYSTEM), resident.applicationId, 1));
  await ask();
  for (const days of [1, 9]) {
    office.pass({ days });
    await again();
  }
  await resident.facts();
  await resident.screen();
  await ask();
}

async function discards(office: Office): Promise<void> {
  const by = () => office.by({ kind: 'operator', id: 'operations' });
  const of = { model: 'application-status', version: 1, key: 'b7f1c1a2-8d5b-4c39-9c8f-1f0b5a3c2d11' };
  const wanted = { stream: `application-${of.key}`, revision: 3 };
  const atFault = {
    ...wanted,
    eventId: 'c2f0a2b0-5f0c-5e0a-8a57-3b1c9d7e4f22',
    eventType: 'DetailsProvided',
  };
  await office.run(new DiscardFromReadModel(by(), of, wanted, atFault, 'cannot-be-read'));
  await office.run(new DiscardFromReadModel(by(), of, null, 'unreadable-message', 'not-ours'));
}

async function erasures(office: Office): Promise<void> {
  const of = new Resident(office, 15);
  await of.facts();
  const request = () => office.run(new RequestErasure(office.by(OPERATOR), of.subject, 'retention-over'));
  await request();
  await office.run(new CancelErasure(office.by(OTHER_OPERATOR), of.subject));
  await request();
  office.pass({ days: 14 });
  await office.run(new LapseErasure(office.by(SYSTEM), of.subject));
  await request();
  await office.run(new ConfirmErasure(office.by(OTHER_OPERATOR), of.subject));
  await office.run(new CompleteErasure(office.by(SYSTEM), of.subject, 0));
  await office.run(new RepairSlots(office.by(SYSTEM), of.subject));
}

async function documentOf(resident: Resident): Promise<string> {
  const application = await resident.application();
  const [document] = 'documents' in application ? application.documents : [];
  if (document === undefined) throw new Error('there is no document to remove');
  return document.documentId;
}
