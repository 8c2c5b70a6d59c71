import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { ReopenApplication } from '#use-cases/review/reopen-application.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { IMPARTIAL } from './review.controller.js';
import { ReasonBody } from './review.dto.js';

/** An officer's decision taken back. */
@ApiTags('review')
@Controller('v1/applications/:id/reopening')
export class ReopeningController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Take back another officer’s decision',
    says: 'A rejection, or an approval that has not been issued. The one who decided cannot, nor decide again.',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: [
      'application-not-found',
      'application-closed',
      'not-an-officers-decision',
      'four-eyes',
      ...IMPARTIAL,
      'open-application-exists',
      'issued-since',
      'erasure-under-way',
    ],
  })
  reopen(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { reason }: ReasonBody,
    @Http() exchange: Exchange,
  ) {
    return this.commands.onApplication(
      exchange,
      'officer',
      (context) => new ReopenApplication(context, id, reason),
    );
  }
}
