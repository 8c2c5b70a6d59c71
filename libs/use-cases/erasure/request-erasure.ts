import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { blockersOf } from '#domain/erasure/blockers.js';
import {
  decideCancelErasure,
  decideRequestErasure,
  erasureDecider,
  type ErasureState,
} from '#domain/erasure/erasure.js';
import type { ErasureReason } from '#domain/erasure/events.js';
import type { Subject } from '#decider/brand.js';
import { refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { personOf } from '../person-of.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { casesOf, isOnRecord } from '../cases-of-person.js';
import { operatorOf } from './operator.js';

/** An operator asks that a person's data be erased. Any pseudonym of the person will do. */
export class RequestErasure extends UseCase<ErasureState> {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
    readonly reason: ErasureReason,
  ) {
    super(context);
  }
}

@CommandHandler(RequestErasure)
export class RequestErasureHandler implements ICommandHandler<RequestErasure> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, subject: anyOf, reason }: RequestErasure): Promise<Outcome<ErasureState>> {
    const { subject, subjects } = await personOf(this.log, anyOf);
    if (!(await isOnRecord(this.log, subjects)))
      return { kind: 'refused', refusal: refuse('nothing-to-erase') };
    const blockers = blockersOf(await casesOf(this.log, subjects));
    const request = { subject, requestedBy: operatorOf(context), reason, at: context.at };
    const execution = await this.log.execute(erasureDecider, streams.erasure(subject), context, (state) =>
      decideRequestErasure(state, request, blockers, this.policies.terms(context.at)),
    );
    return answering(execution, (state) => state);
  }
}

/** An operator takes the request back. */
export class CancelErasure extends UseCase<ErasureState> {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
  ) {
    super(context);
  }
}

@CommandHandler(CancelErasure)
export class CancelErasureHandler implements ICommandHandler<CancelErasure> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject: anyOf }: CancelErasure): Promise<Outcome<ErasureState>> {
    const { subject } = await personOf(this.log, anyOf);
    const cancellation = { cancelledBy: operatorOf(context), at: context.at };
    const execution = await this.log.execute(erasureDecider, streams.erasure(subject), context, (state) =>
      decideCancelErasure(state, cancellation),
    );
    return answering(execution, (state) => state);
  }
}
