import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { CredentialId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { StateAbsenceAppealByHolder } from '#use-cases/credential/absence-appeal.js';
import { AppealBody } from '../applications/absence-appeal.dto.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { CredentialIdPipe } from '../fields/credential-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { UUID } from '../openapi/parameters.js';

/** A report of absence suspends an identity, and its holder says that the report is false. */
@ApiTags('status')
@Controller('v1/credentials/:id/absence-appeal')
export class CredentialAppealController {
  constructor(
    private readonly commands: Commands,
    private readonly actors: Actors,
  ) {}

  @Post()
  @ApiParam({ name: 'id', description: 'Of the identity held', schema: UUID })
  @Endpoint({
    for: ['applicant'],
    does: 'State an appeal against the absence report, as the holder of an identity',
    says:
      'It lifts nothing: the identity holds again when labour says so; appeal with labour as well. Officers see it, and ' +
      'a renewal is looked at in the light of it. Stated again against the same report it changes nothing.',
    answers: { schema: 'AbsenceAppealStated' },
    command: true,
    body: true,
    refuses: ['credential-not-found', 'credential-ended', 'no-absence-to-appeal', 'identity-missing'],
  })
  async stateAppealAsHolder(
    @Param('id', CredentialIdPipe) id: CredentialId,
    @Body() { statement }: AppealBody,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const holder = this.actors.subject(this.actors.identity(caller));
    const { answer, repeated } = await this.commands.carryOut(
      exchange,
      'applicant',
      (context) => new StateAbsenceAppealByHolder(context, holder, id, statement),
    );
    return { ...answer, repeated };
  }
}
