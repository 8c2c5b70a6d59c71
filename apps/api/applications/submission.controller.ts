import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { IsCaseInLog } from '#use-cases/application/case-in-log.js';
import { DeclareReview } from '#use-cases/application/declare-review.js';
import { WithdrawApplication } from '#use-cases/application/end-application.js';
import { ReviewSheetOf } from '#use-cases/application/review-sheet.js';
import { SubmitApplication } from '#use-cases/application/submit-application.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { pinnedBy, preconditionRequired, tag } from '../commands/etag.js';
import { refused } from '../commands/unwrap.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { API_PROBLEMS } from '../problems/catalogue.js';
import { DeclarationBody, WithdrawBody } from './applications.dto.js';

/** Steps six and seven: review what was entered, declare that it is right, submit; or withdraw. */
@ApiTags('applications')
@Controller('v1/applications/:id')
export class SubmissionController {
  constructor(
    private readonly commands: Commands,
    private readonly actors: Actors,
    private readonly queries: QueryBus,
  ) {}

  @Get('review')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'See what was entered and what is still missing',
    answers: { schema: 'ReviewSheet' },
    says: 'Its ETag is what is declared with If-Match.',
    tagged: true,
    refuses: ['application-not-found', 'identity-missing'],
  })
  async review(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const sheet = await this.queries.execute(
      new ReviewSheetOf(id, this.actors.of(caller, 'applicant'), this.commands.now()),
    );
    if ('refused' in sheet) throw refused(sheet);
    const language = answerIn(exchange);
    tag(exchange.reply, sheet.revision);
    return {
      ...sheet,
      revision: Number(sheet.revision),
      missing: sheet.missing.map((item) => ({ ...item, title: API_PROBLEMS.titleOf(item.code, language) })),
    };
  }

  @Post('review')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Declare that the data, as of the revision seen, is right',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'required',
    refuses: ['application-not-found', 'application-not-editable', 'application-closed', 'nothing-to-review'],
  })
  async declare(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() _declaration: DeclarationBody,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    if (pinnedBy(exchange.request.headers['if-match']) === undefined) {
      const isTheirs = await this.queries.execute(new IsCaseInLog(id, this.actors.of(caller, 'applicant')));
      throw isTheirs ? preconditionRequired() : new ProblemError('application-not-found');
    }
    return this.commands.onApplication(exchange, 'applicant', (context) => new DeclareReview(context, id));
  }

  @Post('submit')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Submit the application',
    says: 'Refused with the complete list of what is missing.',
    answers: { schema: 'CommandAnswer' },
    command: true,
    ifMatch: 'optional',
    refuses: ['application-not-found', 'application-closed', 'submission-incomplete'],
  })
  submit(@Param('id', ApplicationIdPipe) id: ApplicationId, @Http() exchange: Exchange) {
    return this.commands.onApplication(
      exchange,
      'applicant',
      (context) => new SubmitApplication(context, id),
    );
  }

  @Post('withdraw')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Withdraw the application',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: ['application-not-found', 'application-closed', 'application-already-approved'],
  })
  withdraw(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { reason }: WithdrawBody,
    @Http() exchange: Exchange,
  ) {
    return this.commands.onApplication(
      exchange,
      'applicant',
      (context) => new WithdrawApplication(context, id, reason),
    );
  }
}
