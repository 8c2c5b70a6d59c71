import { Body, Controller, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { identityText } from '#domain/identifiers/identity.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import type { Language } from '#runtime/problems/language.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { PreCheck, type PreCheckResult } from '#use-cases/screening/pre-check.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { Reading } from '../fields/reading.js';
import { quoteIn } from '../fees/quote-in.js';
import { Endpoint } from '../openapi/endpoint.js';
import { API_PROBLEMS } from '../problems/catalogue.js';
import { boardIn, changesNext } from '../status/board.js';
import { StoppingDirectives } from '../status/stopping-directives.js';
import { readApplicant } from './applicant.dto.js';
import { PreCheckBody, readCase } from './pre-check.dto.js';

/** What would be found, before anything is opened or paid. */
@ApiTags('applications')
@Controller('v1/pre-checks')
export class PreChecksController {
  constructor(
    private readonly queries: QueryBus,
    private readonly actors: Actors,
    private readonly commands: Commands,
    private readonly directives: StoppingDirectives,
  ) {}

  @Post()
  @Endpoint({
    for: ['applicant'],
    does: 'Check the conditions now, for free',
    says: 'Stores nothing and binds nobody. Needs no Idempotency-Key.',
    answers: { schema: 'PreCheck' },
    body: true,
    refuses: ['invalid-content', 'identity-missing', 'identity-is-another'],
  })
  async check(@Body() body: PreCheckBody, @Caller() caller: Principal, @Http() exchange: Exchange) {
    const reading = new Reading();
    const { identity } = readApplicant(reading, body.applicant);
    if (identityText(identity) !== identityText(this.actors.identity(caller)))
      throw new ProblemError('identity-is-another');
    const at = this.commands.now();
    const about = readCase(reading, body, at);
    const result = await this.queries.execute(
      new PreCheck(this.actors.subject(identity), about, body.period, at),
    );
    const language = answerIn(exchange);
    const board = boardIn(language, result.board, await this.directives.of(result.board));
    return {
      ...result,
      board,
      changesNext: changesNext(result.board),
      fees: feesIn(language, result.fees),
    };
  }
}

function feesIn(language: Language, fees: PreCheckResult['fees']) {
  if (fees === undefined) return null;
  return 'refused' in fees
    ? { code: fees.code, title: API_PROBLEMS.titleOf(fees.code, language) }
    : quoteIn(language, fees);
}
