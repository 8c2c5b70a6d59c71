import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { ConfirmHolder } from '#use-cases/review/confirm-holder.js';
import { NumberHolderOf } from '#use-cases/review/number-holder-of.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { refused } from '../commands/unwrap.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { IMPARTIAL } from './review.controller.js';
import { ReasonBody } from './review.dto.js';

/** Passports gave a number that an identity of this service is held under: whether both are one person. */
@ApiTags('review')
@Controller('v1/applications/:id/number-holder')
export class NumberHolderController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
    private readonly actors: Actors,
  ) {}

  @Get()
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'See what is held under the number that passports gave to the applicant',
    says: 'For the officer who has claimed the case. The applicant is told that it is held, and nothing of who holds it.',
    answers: { schema: 'NumberHolder' },
    refuses: [
      'application-not-found',
      'not-in-review',
      'not-claimed',
      'claimed-by-another',
      'number-not-held',
    ],
  })
  async holder(@Param('id', ApplicationIdPipe) id: ApplicationId, @Caller() caller: Principal) {
    const actor = this.actors.of(caller, 'officer');
    const found = await this.queries.execute(new NumberHolderOf({ actor, at: this.commands.now() }, id));
    if ('refused' in found) throw refused(found);
    return found;
  }

  @Post()
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Decide that the applicant is the person who holds the number',
    says: 'Somebody who came back was given their old number. It approves nothing; what is held gives way when the new identity is issued.',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: [
      'application-not-found',
      'application-closed',
      'not-in-review',
      ...IMPARTIAL,
      'not-claimed',
      'claimed-by-another',
      'number-not-held',
    ],
  })
  confirm(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { reason }: ReasonBody,
    @Http() exchange: Exchange,
  ) {
    return this.commands.onApplication(
      exchange,
      'officer',
      (context) => new ConfirmHolder(context, id, reason),
    );
  }
}
