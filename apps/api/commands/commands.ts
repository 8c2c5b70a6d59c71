import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { instantOf } from '#decider/instant.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { CommandContext } from '#use-cases/command-context.js';
import type { Done } from '#event-sourcing/outcome.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import { canonicalRequest } from '#runtime/idempotency/canonical-request.js';
import { InFlight } from '#runtime/idempotency/in-flight.js';
import { IDEMPOTENCY_HEADER, idempotencyKeyOf } from '#runtime/idempotency/key.js';
import { traceparentIn } from '#runtime/tracing/request-trace.js';
import { Subjects } from '#use-cases/subjects.js';
import type { UseCase } from '#use-cases/use-case.js';
import { EditRate } from '../limits/edit-rate.js';
import { Actors, type Capacity } from './actors.js';
import { canonicalPath } from './canonical-path.js';
import { commandIdOf } from './command-id.js';
import { pinnedBy, tag } from './etag.js';
import type { Exchange } from './exchange.js';
import { unwrap } from './unwrap.js';

/** What every command on an application answers. */
export interface CommandAnswer {
  readonly applicationId: ApplicationId;
  /** Of the application, after the command: for If-Match and minRevision. */
  readonly revision: number;
  /** The same request had been carried out before; this is its first answer again. */
  readonly repeated: boolean;
}

/** Turns requests into commands: who, when, under which id, on which revision; and their outcomes into answers. */
@Injectable()
export class Commands {
  private readonly inFlight = new InFlight();

  constructor(
    private readonly bus: CommandBus,
    private readonly subjects: Subjects,
    private readonly actors: Actors,
    private readonly edits: EditRate,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Carries out what a person asked for, once per Idempotency-Key. The revisions of If-Match are pinned when there are any.
   * @throws ProblemError
   */
  async carryOut<Answer extends object>(
    { request }: Exchange,
    as: Capacity,
    command: (context: CommandContext) => UseCase<Answer>,
  ): Promise<Done<Answer>> {
    const key = idempotencyKeyOf(request.headers[IDEMPOTENCY_HEADER]);
    const caller = callerOf(request);
    const actor = this.actors.of(caller, as);
    const establishments = as === 'officer' ? this.actors.establishments(caller) : [];
    const named = this.asked(request, actor, `${request.method} ${canonicalPath(request)} ${key}`);
    const asked = { ...named, establishments };
    const pinned = pinnedBy(request.headers['if-match']);
    const context = pinned === undefined ? asked : { ...asked, pinned };
    const end = this.inFlight.begin(context.commandId);
    try {
      return unwrap(await this.bus.execute(command(context)));
    } finally {
      end();
    }
  }

  /** As `carryOut`, for commands on one application: the answer carries its revision, and so does the ETag. */
  async onApplication<Answer extends { readonly applicationId: ApplicationId }>(
    exchange: Exchange,
    as: Capacity,
    command: (context: CommandContext) => UseCase<Answer>,
  ): Promise<Answer & CommandAnswer> {
    return answered(exchange, await this.carryOut(exchange, as, command));
  }

  /** As `onApplication`, for an applicant's change of details and documents: so many in a time. */
  async edit<Answer extends { readonly applicationId: ApplicationId }>(
    exchange: Exchange,
    command: (context: CommandContext) => UseCase<Answer>,
  ): Promise<Answer & CommandAnswer> {
    const carryOut = () => this.carryOut(exchange, 'applicant', command);
    return answered(exchange, await this.edits.count(callerOf(exchange.request), carryOut));
  }

  /** Carries out what a service reported. `names` tells the report from any other of that service. @throws ProblemError */
  async report<Answer extends object>(
    { request }: Exchange,
    names: string,
    content: unknown,
    command: (context: CommandContext) => UseCase<Answer>,
  ): Promise<Done<Answer>> {
    const actor = this.actors.of(callerOf(request), 'service');
    // The content is part of the name, so that a second report under one name reaches the domain, which can tell
    // a repetition from a contradiction.
    const hash = this.subjects.fingerprint(canonicalRequest('REPORT', names, content));
    const context = { ...this.asked(request, actor, `${names} ${hash}`), requestHash: hash };
    return unwrap(await this.bus.execute(command(context)));
  }

  /** The present moment, as the service's clock has it. */
  now(): CommandContext['at'] {
    return instantOf(this.clock.now().getTime());
  }

  private asked(request: FastifyRequest, actor: Actor, names: string): CommandContext {
    const traceparent = traceparentIn(request);
    return {
      commandId: commandIdOf(actor, names),
      requestHash: this.subjects.fingerprint(
        canonicalRequest(request.method, canonicalPath(request), request.body),
      ),
      correlationId: request.id,
      causationId: request.id,
      actor,
      at: this.now(),
      ...(traceparent !== undefined && { traceparent }),
    };
  }
}

function callerOf(request: FastifyRequest): NonNullable<FastifyRequest['principal']> {
  if (request.principal === undefined) throw new Error('a command came in on a public route');
  return request.principal;
}

/** The answer with its revision, which is its ETag. */
function answered<Answer extends { readonly applicationId: ApplicationId }>(
  { reply }: Exchange,
  { answer, revision, repeated }: Done<Answer>,
): Answer & CommandAnswer {
  if (revision === 'no_stream') throw new Error('an application that was acted on has events');
  tag(reply, revision);
  return { ...answer, revision: Number(revision), repeated };
}
