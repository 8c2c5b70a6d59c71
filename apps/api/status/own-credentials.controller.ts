import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import { ApplicationStatusQueries, type OwnCredential } from '#read-models/application-status/queries.js';
import { HeldOfPerson } from '#use-cases/credential/newest-held.js';
import { Actors } from '../commands/actors.js';
import { answerIn, type Exchange, Http } from '../commands/exchange.js';
import { Endpoint } from '../openapi/endpoint.js';
import { OwnCases } from './own-cases.js';
import { credentialAnswer, ended, runs } from './status-answer.js';
import { StoppingDirectives } from './stopping-directives.js';
import { today } from './today.js';

/** What this service has issued to a person, under whichever number they signed in. */
@ApiTags('status')
@Controller('v1/credentials')
export class OwnCredentialsController {
  constructor(
    private readonly cases: OwnCases,
    private readonly statuses: ApplicationStatusQueries,
    private readonly actors: Actors,
    private readonly queries: QueryBus,
    private readonly directives: StoppingDirectives,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    for: ['applicant'],
    does: 'See the identities issued to you, newest first',
    says:
      'The same under the border number and the iqama number, the newest 100. What was issued a moment ago is waited ' +
      'for. A last day that has passed in Riyadh reads `expired` at once.',
    answers: { schema: 'OwnCredentials' },
    refuses: ['identity-missing', 'application-not-visible-yet'],
  })
  async credentials(@Caller() caller: Principal, @Http() exchange: Exchange) {
    const { subjects, held } = await this.queries.execute(
      new HeldOfPerson(this.actors.subject(this.actors.identity(caller))),
    );
    if (held !== undefined) await this.cases.awaitHeld(held);
    const found = await this.statuses.credentials(subjects);
    const looking = {
      viewer: 'applicant',
      language: answerIn(exchange),
      today: today(this.clock),
      directives: await this.directives.of([], found),
    } as const;
    return { entries: found.map((one) => credentialAnswer(succeeded(one, found), looking)) };
  }
}

/** The successor may be visible before what became of its predecessor is. */
function succeeded(one: OwnCredential, all: readonly OwnCredential[]): OwnCredential {
  const by = all.find(({ supersedes }) => supersedes === one.credentialId);
  if (by === undefined || !runs(one)) return one;
  return { ...ended(one, 'superseded', by.issuedAt), supersededBy: by.credentialId };
}
