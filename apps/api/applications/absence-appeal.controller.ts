import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { StateAbsenceAppeal } from '#use-cases/application/absence-appeal.js';
import { AbsenceAppealsOf } from '#use-cases/review/absence-appeals-of.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { refused } from '../commands/unwrap.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { viewerOf } from '../status/own-cases.js';
import { AppealBody } from './absence-appeal.dto.js';

/** A report of absence stands against the applicant, who says that it is false. */
@ApiTags('applications')
@Controller('v1/applications/:id/absence-appeal')
export class AbsenceAppealController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
    private readonly actors: Actors,
  ) {}

  @Post()
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'State an appeal against the absence report',
    says:
      'Against the report that stands, as long as the application runs, in a draft too. It is a claim: an officer looks ' +
      'at the case until labour tells what became of it, whose word counts; so appeal with labour as well. Stated again ' +
      'against the same report it changes nothing.',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: ['application-not-found', 'application-closed', 'no-absence-to-appeal', 'identity-missing'],
  })
  stateAppeal(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { statement }: AppealBody,
    @Http() exchange: Exchange,
  ) {
    return this.commands.onApplication(
      exchange,
      'applicant',
      (context) => new StateAbsenceAppeal(context, id, statement),
    );
  }

  @Get()
  @Endpoint({
    for: ['applicant', 'officer'],
    application: true,
    does: 'See what the applicant said against absence reports',
    says: 'Oldest first, with the application or with the identity held; read from the log. Whether it counts is on the board.',
    answers: { schema: 'AbsenceAppeals' },
    refuses: ['application-not-found', 'identity-missing'],
  })
  async statedAppeals(@Param('id', ApplicationIdPipe) id: ApplicationId, @Caller() caller: Principal) {
    const found = await this.queries.execute(
      new AbsenceAppealsOf(id, this.actors.of(caller, viewerOf(caller))),
    );
    if ('refused' in found) throw refused(found);
    return {
      applicationId: id,
      appeals: found.map(({ statedAt, statedWith, content }) => ({
        statedAt,
        statedWith,
        statement: content === 'erased' ? content : content.statement,
      })),
    };
  }
}
