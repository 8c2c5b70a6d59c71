import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import {
  ApplicationStatusQueries,
  type ReplaceableCredential,
} from '#read-models/application-status/queries.js';
import { ReplaceCredential } from '#use-cases/credential/replace-credential.js';
import { Commands } from '../commands/commands.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { CredentialIdPipe } from '../fields/credential-id.js';
import { pageAt } from '../fields/page.js';
import { Endpoint } from '../openapi/endpoint.js';
import { UUID } from '../openapi/parameters.js';
import { groundText } from '../status/grounds.js';
import { today } from '../status/today.js';
import { IMPARTIAL } from './review.controller.js';
import { ReasonBody, ReplaceableQuery } from './review.dto.js';

/** Identities that were revoked for what was put right since. */
@ApiTags('review')
@Controller('v1')
export class ReplacementController {
  constructor(
    private readonly commands: Commands,
    private readonly statuses: ApplicationStatusQueries,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('replaceable-credentials')
  @Endpoint({
    for: ['officer'],
    does: 'See which revoked identities another may follow',
    says: 'Those whose ground was put right by who had told it, and whose last day is not over.',
    answers: { schema: 'ReplaceableCredentials' },
  })
  async replaceable(@Query() query: ReplaceableQuery, @Http() exchange: Exchange) {
    const { entries, next } = pageAt(await this.statuses.replaceable(today(this.clock), query));
    const language = answerIn(exchange);
    const shown = ({ ground, validUntil, ...rest }: ReplaceableCredential) => ({
      ...rest,
      ground,
      groundText: ground === null ? null : groundText(ground)[language],
      validUntil: validUntil.gregorian,
    });
    return { entries: entries.map(shown), next: next ?? null };
  }

  @Post('applications/:id/credentials/:credentialId/replacement')
  @ApiParam({ name: 'credentialId', description: 'Of the revoked identity', schema: UUID })
  @Endpoint({
    for: ['officer'],
    application: true,
    does: 'Decide that another identity follows one that was revoked',
    says:
      'Where what it was revoked for was put right. The revoked one stays revoked; the one that follows has a place of ' +
      'its own in a status list, the same last day and no fee. Whoever approved the case, or decided so in it before, ' +
      'leaves it to another officer.',
    answers: { schema: 'Replaced' },
    command: true,
    body: true,
    refuses: [
      'application-not-found',
      'credential-not-found',
      ...IMPARTIAL,
      'four-eyes',
      'not-revoked',
      'already-replaced',
      'credential-ended',
      'ground-still-stands',
      'personal-data-erased',
      'open-application-exists',
      'issued-since',
      'erasure-under-way',
    ],
  })
  async replace(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Param('credentialId', CredentialIdPipe) credentialId: CredentialId,
    @Body() { reason }: ReasonBody,
    @Http() exchange: Exchange,
  ) {
    const { answer, repeated } = await this.commands.carryOut(
      exchange,
      'officer',
      (context) => new ReplaceCredential(context, id, credentialId, reason),
    );
    return { ...answer, repeated };
  }
}
