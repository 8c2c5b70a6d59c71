import type { Instant, Subject } from '#decider/brand.js';
import { applicationDecider, type ApplicationState } from '#domain/application/application.js';
import type {
  Applicant,
  DocumentKind,
  PassportDetails,
  PeriodMonths,
  ResidentCategory,
} from '#domain/application/case-terms.js';
import { addDays, dayInRiyadh } from '#domain/calendar/day.js';
import { credentialDecider, type CredentialState } from '#domain/credential/credential.js';
import { feesDecider, type FeesState } from '#domain/fees/fees.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId, CredentialId, Day, Halalas } from '#domain/kernel/brand.js';
import { slotDecider, type SlotState } from '#domain/slot/slot.js';
import {
  borderNumber,
  iqamaNumber,
  type KnownFact,
  person,
  satisfyingFacts,
} from '#domain/testing/people.js';
import type { CommandContext } from '../command-context.js';
import { DeclareReview } from '../application/declare-review.js';
import { AttachDocument } from '../application/documents.js';
import { registeredCategory } from '../application/registered-category.js';
import { ProvideDetails } from '../application/provide-details.js';
import { type Started, StartApplication } from '../application/start-application.js';
import { SubmitApplication } from '../application/submit-application.js';
import { ReleaseFunds, ReserveFunds } from '../fees/funds.js';
import { IssueBill } from '../fees/issue-bill.js';
import { RecordPayment } from '../fees/record-payment.js';
import { credentialIdOf } from '../ids.js';
import { IssueIdentity } from '../issuing/issue-identity.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { ReconsiderPerson } from '../screening/reconsider-person.js';
import { ScreenApplication } from '../screening/screen-application.js';
import { ReleaseSlot } from '../slot/release-slot.js';
import { streams } from '../streams.js';
import { type Office, SYSTEM } from './office.js';

/** A resident on the way through the service, without what reacts to it: every step is the test's own. */
export class Resident {
  applicationId = '' as ApplicationId; // the test starts one first

  constructor(
    private readonly office: Office,
    readonly n: number,
    readonly service: 'renew' | 'issue' = 'renew',
  ) {}

  get subject(): Subject {
    const { subjects } = this.office;
    return subjects.of(
      this.service === 'renew' ? `iqama:${iqamaNumber(this.n)}` : `border:${borderNumber(this.n)}`,
    );
  }

  private get passport(): PassportDetails {
    const { mrz: _, ...printed } = person(this.n).passport;
    return printed;
  }

  /** Under the iqama number, which a first issue has yet to bring. */
  get renewing(): Resident {
    return new Resident(this.office, this.n);
  }

  get actor(): Actor {
    return { kind: 'applicant', id: this.subject };
  }

  get credentialId(): CredentialId {
    return credentialIdOf(this.applicationId);
  }

  by(more: Partial<CommandContext> = {}): CommandContext {
    return this.office.by(this.actor, more);
  }

  startCommand(context: CommandContext = this.by()): StartApplication {
    const applicant: Applicant =
      this.service === 'renew'
        ? { kind: 'renewal', iqamaNumber: iqamaNumber(this.n) }
        : { kind: 'first-issue', borderNumber: borderNumber(this.n) };
    return new StartApplication(context, this.subject, applicant, 'premium', 'app');
  }

  async start(command: StartApplication = this.startCommand()): Promise<Outcome<Started>> {
    const started = await this.office.run(command);
    if (started.kind === 'done') this.applicationId = started.answer.applicationId;
    return started;
  }

  /** Without the category that passports has, there is no bill. */
  private async registered(): Promise<void> {
    if ((await registeredCategory(this.office.log, this.applicationId, this.office.now)) !== undefined)
      return;
    const status = this.service === 'renew' ? 'valid' : 'entered';
    const before = '2026-01-01T09:00:00.000Z' as Instant;
    await this.office.tell(
      this.subject,
      'residency-status-changed',
      { status, category: 'premium' },
      'category',
      before,
    );
  }

  async details(
    period: PeriodMonths = 12,
    more: { readonly sponsorNumber?: string; readonly category?: ResidentCategory } = {},
  ): Promise<Outcome> {
    await this.registered();
    const details = { period, passport: this.passport, ...more };
    return this.office.run(new ProvideDetails(this.by(), this.applicationId, details));
  }

  document(kind: DocumentKind): Promise<Outcome> {
    const document = { kind, mediaType: 'image/jpeg', size: 48_213, sha256: 'ab'.repeat(32) };
    return this.office.run(new AttachDocument(this.by(), this.applicationId, document));
  }

  bill(context: CommandContext = this.by()) {
    return this.office.run(new IssueBill(context, this.applicationId));
  }

  async billNumber(): Promise<string> {
    const { bill } = await this.fees();
    if (bill === undefined) throw new Error('there is no bill');
    return bill.billNumber;
  }

  async pay(amount = 65_000, paymentId = `P-${amount}`, more: Partial<CommandContext> = {}) {
    return this.office.run(
      new RecordPayment(this.office.by({ kind: 'service', id: 'sadad' }, more), {
        billNumber: await this.billNumber(),
        paymentId,
        amount: amount as Halalas,
        paidAt: this.office.now,
      }),
    );
  }

  declare(): Promise<Outcome> {
    return this.office.run(new DeclareReview(this.by(), this.applicationId));
  }

  submit(context: CommandContext = this.by()): Promise<Outcome> {
    return this.office.run(new SubmitApplication(context, this.applicationId));
  }

  /** A paid draft, ready to be submitted. */
  async prepare(more: { readonly sponsorNumber?: string } = {}): Promise<void> {
    await this.start();
    await this.details(12, more);
    for (const kind of ['passport-copy', 'photo'] as const) await this.document(kind);
    await this.bill();
    await this.pay();
    await this.declare();
  }

  /** Everything the conditions ask for. */
  async facts(validUntil: Day = addDays(dayInRiyadh(this.office.now), 40)): Promise<void> {
    const today = dayInRiyadh(this.office.now);
    const known = { category: 'premium', validUntil } as const;
    const [status, ...others] = satisfyingFacts(person(this.n), today, known);
    const first = this.service === 'renew' ? [status] : this.entered(addDays(today, -20));
    for (const fact of [...first, ...others])
      if (fact !== undefined) await this.office.tell(this.subject, fact.kind, fact.content);
  }

  /** What is known of a newcomer in place of the residency. */
  private entered(entryDate: Day): readonly KnownFact[] {
    const content = {
      status: 'entered',
      entryDate,
      iqamaNumber: iqamaNumber(this.n),
      category: 'premium',
    } as const;
    return [
      { service: 'passports', kind: 'residency-status-changed', content },
      {
        service: 'medical-centres',
        kind: 'medical-exam-reported',
        content: { result: 'fit', centre: 'Efada 020' },
      },
    ];
  }

  /** Prepared, submitted and screened, with every fact there. */
  async approved(): Promise<void> {
    await this.facts();
    await this.prepare();
    await this.submit();
    await this.reserve();
    await this.screen();
  }

  async issued(): Promise<void> {
    await this.approved();
    await this.issue();
    await this.releaseSlot();
  }

  reserve = () => this.office.run(new ReserveFunds(this.office.by(SYSTEM), this.applicationId));
  release = () => this.office.run(new ReleaseFunds(this.office.by(SYSTEM), this.applicationId, 'ended'));
  screen = () => this.office.run(new ScreenApplication(this.office.by(SYSTEM), this.applicationId));
  issue = () => this.office.run(new IssueIdentity(this.office.by(SYSTEM), this.applicationId));
  releaseSlot = () => this.office.run(new ReleaseSlot(this.office.by(SYSTEM), this.applicationId));
  reconsider = () => this.office.run(new ReconsiderPerson(this.office.by(SYSTEM), this.subject));

  async application(): Promise<ApplicationState> {
    return (await this.office.log.load(applicationDecider, streams.application(this.applicationId))).state;
  }

  async fees(): Promise<FeesState> {
    return (await this.office.log.load(feesDecider, streams.fees(this.applicationId))).state;
  }

  async slot(): Promise<SlotState> {
    return (await this.office.log.load(slotDecider, streams.slot(this.subject))).state;
  }

  async credential(id: CredentialId = this.credentialId): Promise<CredentialState> {
    const of = streams.credential(id, this.applicationId);
    return (await this.office.log.load(credentialDecider, of)).state;
  }
}
