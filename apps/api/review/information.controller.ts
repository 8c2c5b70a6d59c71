import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { ProvideInformation, RequestInformation } from '#use-cases/review/information.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { IMPARTIAL } from './review.controller.js';
import { ReasonBody } from './review.dto.js';

const IN_REVIEW = ['application-not-found', 'application-closed', 'not-in-review'];

/** What an officer asks the applicant, and the answer. */
@ApiTags('review')
@Controller('v1/applications/:id')
export class InformationController {
  constructor(private readonly commands: Commands) {}

  @Post('information-request')
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Ask the applicant for something',
    says: 'Details and documents can then be changed. Unanswered in time, the application lapses.',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: [...IN_REVIEW, ...IMPARTIAL, 'not-claimed', 'claimed-by-another'],
  })
  requestInformation(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { reason }: ReasonBody,
    @Http() exchange: Exchange,
  ) {
    return this.commands.onApplication(
      exchange,
      'officer',
      (context) => new RequestInformation(context, id, reason),
    );
  }

  @Post('information')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Say that what the officer asked for is there',
    says: 'After the details or documents have been put right. The case is then the officer’s again.',
    answers: { schema: 'CommandAnswer' },
    command: true,
    ifMatch: 'optional',
    refuses: [...IN_REVIEW, 'identity-missing'],
  })
  provideInformation(@Param('id', ApplicationIdPipe) id: ApplicationId, @Http() exchange: Exchange) {
    return this.commands.onApplication(
      exchange,
      'applicant',
      (context) => new ProvideInformation(context, id),
    );
  }
}
