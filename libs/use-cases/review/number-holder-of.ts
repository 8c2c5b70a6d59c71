import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { applicationDecider, isStarted } from '#domain/application/application.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import type { CredentialContent } from '#domain/credential/credential.js';
import { heldHasEnded } from '#domain/credential/held.js';
import type { ApplicationId, Day } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { numberToBe } from '../credential/number-held.js';
import { printedOn } from '../credential/printed-on.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { officerOf } from './officer.js';

export interface NumberHolder {
  readonly state: 'active' | 'suspended' | 'superseded';
  /** Last day, included. */
  readonly validUntil: Day;
  /** As it was printed, without the number; null: it was erased. */
  readonly printed: Omit<CredentialContent, 'iqamaNumber'> | null;
  /** An officer has decided that it is the applicant's. */
  readonly confirmed: boolean;
}

/** Who holds the number that passports gave to the applicant: for the officer who has claimed the case, nobody else. */
export class NumberHolderOf extends Query<NumberHolder | Refusal> {
  constructor(
    readonly context: Pick<CommandContext, 'actor' | 'at'>,
    readonly applicationId: ApplicationId,
  ) {
    super();
  }
}

@QueryHandler(NumberHolderOf)
export class NumberHolderOfHandler implements IQueryHandler<NumberHolderOf> {
  constructor(
    private readonly log: EventLog,
    private readonly subjects: Subjects,
  ) {}

  async execute({ context, applicationId }: NumberHolderOf): Promise<NumberHolder | Refusal> {
    const officer = officerOf(context);
    const { state } = await this.log.load(applicationDecider, streams.application(applicationId));
    if (!isStarted(state)) return refuse('application-not-found');
    if (state.phase !== 'in-review') return refuse('not-in-review');
    if (state.claimedBy === undefined) return refuse('not-claimed');
    if (state.claimedBy !== officer) return refuse('claimed-by-another');
    const { file } = await residentFile(this.log, state.subject);
    const number = await numberToBe(
      { log: this.log, subjects: this.subjects },
      { service: state.service, file, at: context.at },
    );
    if (number?.held === undefined || number.named === undefined) return refuse('number-not-held');
    const { phase, validUntil } = number.held;
    if (phase === 'revoked' || phase === 'expired' || heldHasEnded(number.held, dayInRiyadh(context.at)))
      return refuse('number-not-held');
    const printed = await this.printedOn(number.named);
    return { state: phase, validUntil, printed, confirmed: state.confirmedHolder === number.holder };
  }

  private async printedOn({
    credentialId,
    applicationId,
  }: {
    readonly credentialId: Parameters<typeof streams.credential>[0];
    readonly applicationId: ApplicationId;
  }): Promise<NumberHolder['printed']> {
    const printed = await printedOn(this.log, streams.credential(credentialId, applicationId));
    if (printed === 'erased') return null;
    const { surname, givenNames, nationality, birthDate, passportNumber } = printed;
    return { surname, givenNames, nationality, birthDate, passportNumber };
  }
}
