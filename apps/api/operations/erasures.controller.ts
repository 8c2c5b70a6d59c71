import type { Subject } from '#decider/brand.js';
import { Body, Controller, Get, Logger, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { erasureDecider, type ErasureState } from '#domain/erasure/erasure.js';
import { parseIdentity } from '#domain/identifiers/identity.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { ErasureRegister } from '#read-models/erasures/register.js';
import { ConfirmErasure } from '#use-cases/erasure/confirm-erasure.js';
import { CancelErasure, RequestErasure } from '#use-cases/erasure/request-erasure.js';
import { streams } from '#use-cases/streams.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { Reading } from '../fields/reading.js';
import { Endpoint } from '../openapi/endpoint.js';
import { erasureAnswer } from './erasures.answer.js';
import { ErasureBody, ErasuresQuery } from './erasures.dto.js';

const Pseudonym = () =>
  ApiParam({
    name: 'subject',
    description: 'The person’s pseudonym, as the request answered it',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  });

/** Erasing a person's data: one operator asks, another confirms, the process manager carries it out. */
@ApiTags('operations')
@Controller('v1/operations/erasures')
export class ErasuresController {
  private readonly logger = new Logger('operations');

  constructor(
    private readonly actors: Actors,
    private readonly commands: Commands,
    private readonly log: EventLog,
    private readonly register: ErasureRegister,
  ) {}

  @Get()
  @Endpoint({
    for: ['operator'],
    does: 'See which erasures there are',
    says: 'Newest request first. A list to look at: whether it is complete says each erasure itself.',
    answers: { schema: 'Erasures' },
  })
  async listErasures(@Query() query: ErasuresQuery) {
    const { entries, next } = await this.register.page(query);
    return { entries: entries.map(erasureAnswer), next: next ?? null };
  }

  @Post()
  @Endpoint({
    for: ['operator'],
    does: "Ask that a person's data be erased",
    says:
      'Nothing happens to the data until another operator confirms. Refused, with every reason, while the person has an ' +
      'open case, money that is neither spent nor paid back, or a credential that has not ended.',
    status: 201,
    answers: { schema: 'Erasure' },
    headers: { Location: 'Where the erasure is' },
    command: true,
    body: true,
    refuses: [
      'invalid-content',
      'nothing-to-erase',
      'erasure-blocked',
      'erasure-already-requested',
      'erasure-under-way',
    ],
  })
  async requestErasure(@Body() body: ErasureBody, @Http() exchange: Exchange) {
    const reading = new Reading();
    const identity = reading.take('/identity', parseIdentity(body.identity));
    reading.finish();
    const subject = this.actors.subject(identity);
    const { answer } = await this.commands.carryOut(
      exchange,
      'operator',
      (context) => new RequestErasure(context, subject, body.reason),
    );
    const told = answered(answer);
    exchange.reply.header('location', `/v1/operations/erasures/${told.subject}`);
    return told;
  }

  @Get(':subject')
  @Pseudonym()
  @Endpoint({
    for: ['operator'],
    does: 'See how an erasure stands',
    answers: { schema: 'Erasure' },
    refuses: ['erasure-not-found'],
  })
  async showErasure(@Param('subject') subject: string) {
    return answered((await this.log.load(erasureDecider, streams.erasure(pseudonym(subject)))).state);
  }

  @Post(':subject/confirm')
  @Pseudonym()
  @Endpoint({
    for: ['operator'],
    does: "Confirm another operator's request",
    says: 'It cannot be undone. The reasons against it are looked at again. The data is gone when the phase is `completed`.',
    answers: { schema: 'Erasure' },
    command: true,
    refuses: [
      'erasure-not-found',
      'erasure-not-requested',
      'erasure-lapsed',
      'erasure-needs-another-operator',
      'erasure-blocked',
      'erasure-under-way',
    ],
  })
  async confirmErasure(@Param('subject') text: string, @Http() exchange: Exchange) {
    const subject = pseudonym(text);
    const { answer } = await this.commands.carryOut(
      exchange,
      'operator',
      (context) => new ConfirmErasure(context, subject),
    );
    const told = answered(answer);
    this.logger.warn(
      `the erasure of ${told.subject} is confirmed by operator ${told.confirmedBy}: it cannot be undone`,
    );
    return told;
  }

  @Post(':subject/cancel')
  @Pseudonym()
  @Endpoint({
    for: ['operator'],
    does: 'Take a request back that is not confirmed',
    answers: { schema: 'Erasure' },
    command: true,
    refuses: ['erasure-not-found', 'erasure-not-requested', 'erasure-under-way'],
  })
  async cancelErasure(@Param('subject') text: string, @Http() exchange: Exchange) {
    const subject = pseudonym(text);
    const { answer } = await this.commands.carryOut(
      exchange,
      'operator',
      (context) => new CancelErasure(context, subject),
    );
    return answered(answer);
  }
}

/** @throws ProblemError `erasure-not-found` */
function pseudonym(text: string): Subject {
  if (!/^[0-9a-f]{32}$/.test(text)) throw new ProblemError('erasure-not-found');
  return text as Subject; // well-formed; whether there is such a person is seen by what is looked up
}

/** @throws ProblemError `erasure-not-found` */
function answered(state: ErasureState) {
  if (state.phase === 'none') throw new ProblemError('erasure-not-found');
  return erasureAnswer(state);
}
