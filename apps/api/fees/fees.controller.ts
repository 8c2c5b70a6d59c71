import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { receivedFunds } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { BillOf, type StandingBill } from '#use-cases/fees/bill-of.js';
import { IssueBill } from '#use-cases/fees/issue-bill.js';
import { RequestRefund } from '#use-cases/fees/request-refund.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { tag } from '../commands/etag.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { refused } from '../commands/unwrap.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { Endpoint } from '../openapi/endpoint.js';
import { quoteIn } from './quote-in.js';
import { RefundBody } from './fees.dto.js';

/** Step five: pay through SADAD; and get back what was not used. */
@ApiTags('fees')
@Controller('v1/applications/:id')
export class FeesController {
  constructor(
    private readonly commands: Commands,
    private readonly actors: Actors,
    private readonly queries: QueryBus,
  ) {}

  @Post('bill')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Ask for the bill',
    says: 'While a bill is open and right, the same one is answered again.',
    answers: { schema: 'Bill' },
    command: true,
    refuses: [
      'application-not-found',
      'details-missing',
      'payment-outcome-unknown',
      'fee-in-use',
      'period-not-offered',
      'category-not-reported',
    ],
  })
  async issue(@Param('id', ApplicationIdPipe) id: ApplicationId, @Http() exchange: Exchange) {
    const { answer, revision } = await this.commands.carryOut(
      exchange,
      'applicant',
      (context) => new IssueBill(context, id),
    );
    const { bill } = answer.fees;
    if (bill === undefined || revision === 'no_stream') throw new Error('a bill was issued and is not there');
    return billAnswer(exchange, id, { bill, paid: receivedFunds(answer.fees), revision });
  }

  @Get('bill')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'See the bill',
    says: 'As it stands now: nothing is to be waited for.',
    answers: { schema: 'Bill' },
    tagged: true,
    refuses: ['application-not-found', 'bill-not-found', 'identity-missing'],
  })
  async bill(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Caller() caller: Principal,
    @Http() exchange: Exchange,
  ) {
    const standing = await this.queries.execute(new BillOf(id, this.actors.of(caller, 'applicant')));
    if ('refused' in standing) throw refused(standing);
    return billAnswer(exchange, id, standing);
  }

  @Post('refund')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Ask for what is not in use',
    says: 'Of an open application, unless everything is asked for: what its bill does not need, so that it stays paid.',
    status: 202,
    answers: { schema: 'RefundRequested' },
    command: true,
    body: true,
    refuses: ['application-not-found', 'nothing-to-refund', 'fee-in-use'],
  })
  @ApiBody({ type: RefundBody, required: false })
  async refund(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { of }: RefundBody,
    @Http() exchange: Exchange,
  ) {
    const { revision, repeated } = await this.commands.carryOut(
      exchange,
      'applicant',
      (context) => new RequestRefund(context, id, of),
    );
    return { applicationId: id, feesRevision: Number(revision), repeated };
  }
}

function billAnswer(
  exchange: Exchange,
  applicationId: ApplicationId,
  { bill: { billNumber, quote, issuedAt, expiresAt }, paid, revision }: StandingBill,
) {
  tag(exchange.reply, `fees-${revision}`);
  return {
    applicationId,
    feesRevision: Number(revision),
    billNumber,
    amount: quote.total,
    quote: quoteIn(answerIn(exchange), quote),
    issuedAt,
    expiresAt,
    paid,
  };
}
