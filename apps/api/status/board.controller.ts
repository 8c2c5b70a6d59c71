import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { BoardOf } from '#use-cases/screening/board-of.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { refused } from '../commands/unwrap.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { withAsked } from './asked.js';
import { boardIn, changesNext } from './board.js';
import { viewerOf } from './own-cases.js';
import { StoppingDirectives } from './stopping-directives.js';

/** Where each condition stands, in a draft too. */
@ApiTags('status')
@Controller('v1/applications/:id/board')
export class BoardController {
  constructor(
    private readonly queries: QueryBus,
    private readonly actors: Actors,
    private readonly commands: Commands,
    private readonly directives: StoppingDirectives,
  ) {}

  @Get()
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'See where each condition stands',
    says:
      'Read from the log. Of a draft every condition is looked at for this answer: what is open can be put in order ' +
      'before anything is paid or sent. Of a case that was sent it is what the last screening found. ' +
      '`changesNext` is when time alone changes it; a case that has ended says nothing of that.',
    answers: { schema: 'Board' },
    refuses: ['application-not-found', 'identity-missing'],
  })
  async board(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const actor = this.actors.of(caller, viewerOf(caller));
    const found = await this.queries.execute(new BoardOf(id, actor, this.commands.now()));
    if ('refused' in found) throw refused(found);
    const language = answerIn(exchange);
    const directives = await this.directives.of(found.board);
    const rows = boardIn(language, found.board, directives, found.runs ? id : undefined);
    const board = withAsked(language, rows, found.requests);
    return { applicationId: id, basis: found.basis, board, changesNext: changesNext(found.board) };
  }
}
