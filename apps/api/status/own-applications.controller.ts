import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import type { Language } from '#runtime/problems/language.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { CasesOfPerson } from '#use-cases/cases-of-person.js';
import { Actors } from '../commands/actors.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { pageAt } from '../fields/page.js';
import { Endpoint } from '../openapi/endpoint.js';
import { OwnCases } from './own-cases.js';
import { OwnApplicationsQuery } from './status.dto.js';
import { PHASE_TEXTS } from './texts.js';

/** What a person has applied for, under whichever number they signed in. */
@ApiTags('status')
@Controller('v1/applications')
export class OwnApplicationsController {
  constructor(
    private readonly cases: OwnCases,
    private readonly statuses: ApplicationStatusQueries,
    private readonly actors: Actors,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Endpoint({
    for: ['applicant'],
    does: 'See your own applications, newest first',
    says:
      'Those begun under the border number are found by the iqama number too. An open one that was started a moment ' +
      'ago is waited for.',
    answers: { schema: 'OwnApplications' },
    refuses: ['identity-missing', 'application-not-visible-yet'],
  })
  async own(
    @Query() { limit, cursor }: OwnApplicationsQuery,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const { subjects, open } = await this.queries.execute(
      new CasesOfPerson(this.actors.subject(this.actors.identity(caller))),
    );
    for (const id of cursor === undefined ? open : []) await this.cases.awaitStarted(id, caller);
    const filter = { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
    const { entries, next } = pageAt(await this.statuses.page(subjects, filter));
    return { entries: entries.map((status) => summary(status, answerIn(exchange))), next: next ?? null };
  }
}

function summary(status: ApplicationStatus, language: Language) {
  const { applicationId, trackingNumber, revision, service, category, phase, dates } = status;
  const phaseText = PHASE_TEXTS[phase][language];
  return {
    applicationId,
    trackingNumber,
    revision: Number(revision),
    service,
    category,
    phase,
    phaseText,
    dates,
  };
}
