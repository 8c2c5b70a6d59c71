import { applyDecorators, Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { AtFault } from '#projections/discarding/read-model.js';
import { InFlight } from '#runtime/idempotency/in-flight.js';
import { IDEMPOTENCY_HEADER, idempotencyKeyOf } from '#runtime/idempotency/key.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { ParkedDesk } from '#read-models/parked-desk.js';
import type { ParkedKey } from '#projections/parked-keys.js';
import { DiscardFromReadModel } from '#use-cases/read-model/discard.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { pageAt } from '../fields/page.js';
import { Endpoint } from '../openapi/endpoint.js';
import { MAX_PARAMETER } from '../openapi/parameters.js';
import { parkedKey, retried } from './parked.answer.js';
import { DiscardBody, ParkedQuery } from './parked.dto.js';

/** Events behind a parked key that are shown. */
const MOST_SHOWN = 100;

/** Names a document of a read model. */
const Place = () =>
  applyDecorators(
    ApiParam({ name: 'model', schema: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' } }),
    ApiParam({ name: 'key', schema: { type: 'string', minLength: 1, maxLength: MAX_PARAMETER } }),
  );

/** Documents of read models that an event holds up: looked at, tried again, or gone on without the event. */
@ApiTags('operations')
@Controller('v1/operations/parked')
export class ParkedController {
  private readonly inFlight = new InFlight();

  constructor(
    private readonly desk: ParkedDesk,
    private readonly commands: Commands,
  ) {}

  @Get()
  @Endpoint({
    for: ['operator'],
    does: 'See which documents are held up',
    says: 'Those parked first at first.',
    answers: { schema: 'ParkedKeys' },
  })
  async list(@Query() query: ParkedQuery) {
    const { entries, next } = pageAt(await this.desk.page(query));
    return { entries: entries.map(parkedKey), next: next ?? null };
  }

  @Get(':model/:key')
  @Place()
  @Endpoint({
    for: ['operator'],
    does: 'See what holds a document up, and what waits behind it',
    answers: { schema: 'ParkedKeyDetails' },
    refuses: ['key-not-parked'],
  })
  async show(@Param('model') model: string, @Param('key') key: string) {
    const parked = await this.parked(model, key);
    const { count, events } = await this.desk.waiting(parked, MOST_SHOWN);
    const waiting = events.map((event) => ({ ...event, occurredAt: event.occurredAt ?? null }));
    return { ...parkedKey(parked), waiting: { count, events: waiting } };
  }

  @Post(':model/:key/replay')
  @Place()
  @Endpoint({
    for: ['operator'],
    does: 'Try again to fold what waits',
    says: 'After a fix. What is already in the document is not folded twice; once released, the key is not parked any more.',
    answers: { schema: 'ParkedOutcome' },
    command: true,
    refuses: ['key-not-parked'],
  })
  async replay(@Param('model') model: string, @Param('key') key: string, @Http() { request }: Exchange) {
    idempotencyKeyOf(request.headers[IDEMPOTENCY_HEADER]);
    const end = this.inFlight.begin(`${model}/${key}`);
    try {
      const outcome = await this.desk.retry(model, key);
      if (outcome.kind === 'not-parked') throw new ProblemError('key-not-parked');
      return retried(model, key, outcome);
    } finally {
      end();
    }
  }

  @Post(':model/:key/discard')
  @Place()
  @Endpoint({
    for: ['operator'],
    does: 'Go on without the event that holds a document up',
    says: 'The event remains in the log; that this version of the read model leaves it out is recorded there, with who decided it and why, so that every rebuild does the same.',
    answers: { schema: 'ParkedOutcome' },
    command: true,
    body: true,
    refuses: ['key-not-parked', 'another-event-at-fault'],
  })
  async discard(
    @Param('model') model: string,
    @Param('key') key: string,
    @Body() { reason, event }: DiscardBody,
    @Http() exchange: Exchange,
  ) {
    const version = this.desk.versionOf(model);
    if (version === undefined) throw new ProblemError('key-not-parked');
    const atFault = faultOf(await this.desk.find(model, key));
    const wanted = event === undefined ? null : { stream: event.stream, revision: event.revision };
    await this.commands.carryOut(
      exchange,
      'operator',
      (context) => new DiscardFromReadModel(context, { model, version, key }, wanted, atFault, reason),
    );
    // Sent again after it got this far, it finds nothing left to do.
    return retried(model, key, await this.desk.retry(model, key, { dropMessage: wanted === null }));
  }

  private async parked(model: string, key: string): Promise<ParkedKey> {
    const parked = await this.desk.find(model, key);
    if (parked === null) throw new ProblemError('key-not-parked');
    return parked;
  }
}

function faultOf(parked: ParkedKey | null): AtFault | undefined {
  if (parked === null) return undefined;
  const { cause } = parked;
  if ('deadline' in cause) return 'deadline';
  if (!('event' in cause)) return 'unreadable-message';
  const { stream, revision, id, type } = cause.event;
  return { stream, revision, eventId: id, eventType: type };
}
