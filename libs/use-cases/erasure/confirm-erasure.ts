import type { Instant, Subject } from '#decider/brand.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { blockersOf } from '#domain/erasure/blockers.js';
import { decideConfirmErasure, erasureDecider, type ErasureState } from '#domain/erasure/erasure.js';
import { isRefusal } from '#decider/decider.js';
import { decideCloseSlot, type ForErasure, slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { CommandContext } from '../command-context.js';
import { casesOf } from '../cases-of-person.js';
import { derivedId } from '../ids.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { type Person, personOf } from '../person-of.js';
import { repairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';
import { operatorOf } from './operator.js';

/** Another operator confirms it. The reasons against it are looked at again. */
export class ConfirmErasure extends UseCase<ErasureState> {
  constructor(
    context: CommandContext,
    readonly subject: Subject,
  ) {
    super(context);
  }
}

/** What has to be seen before it can be confirmed. */
interface Seen {
  readonly person: Person;
  readonly decide: (
    state: ErasureState,
    slotsClosedFor: Instant | undefined,
  ) => ReturnType<typeof decideConfirmErasure>;
}

/**
 * The person's slots first, then the confirmation: whoever starts an application and whoever confirms meet in the slot's
 * stream, and one of them is refused. Dying in between leaves slots closed for a request that nobody confirmed; the
 * operator may confirm again, or `repairSlot` lets the request lapse and opens them.
 */
@CommandHandler(ConfirmErasure)
export class ConfirmErasureHandler implements ICommandHandler<ConfirmErasure> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, subject: anyOf }: ConfirmErasure): Promise<Outcome<ErasureState>> {
    let closed: Closed | undefined;
    for (;;) {
      const { person, decide } = await this.look(context, anyOf);
      const request = await this.toConfirm(context, person, decide);
      if (request !== undefined && !covers(closed, request, person)) {
        const refused = await this.closeSlots(context, person, request);
        if (refused !== undefined) return refused;
        crashPoint('erasure.slots-closed');
        // What was seen may have been so before they were closed.
        closed = { request, subjects: person.subjects };
        continue;
      }
      const execution = await this.log.execute(
        erasureDecider,
        streams.erasure(person.subject),
        context,
        (state) => decide(state, request?.requestedAt),
      );
      // Opens what was closed for a request that is over; while it is not, others may be about to confirm it.
      if (execution.kind === 'refused' && closed !== undefined)
        for (const subject of closed.subjects) await repairSlot(this.log, context, subject);
      return answering(execution, (state) => state);
    }
  }

  private async look(context: CommandContext, anyOf: Subject): Promise<Seen> {
    const person = await personOf(this.log, anyOf);
    const blockers = blockersOf(await casesOf(this.log, person.subjects));
    const confirmation = { confirmedBy: operatorOf(context), subjects: person.subjects, at: context.at };
    return {
      person,
      decide: (state, slotsClosedFor) =>
        decideConfirmErasure(state, { ...confirmation, slotsClosedFor }, blockers),
    };
  }

  /** The request that would be confirmed, as things stand; undefined: it is refused, or confirmed already. */
  private async toConfirm(
    { commandId }: CommandContext,
    { subject }: Person,
    decide: Seen['decide'],
  ): Promise<ForErasure | undefined> {
    const history = await this.log.history(streams.erasure(subject));
    // Carried out before, perhaps for a former request: its answer is given again, and no slot is closed for it.
    if (history.some(({ metadata }) => metadata.commandId === commandId)) return undefined;
    const { state } = await this.log.load(erasureDecider, streams.erasure(subject));
    if (state.phase !== 'requested') return undefined;
    const decision = decide(state, state.requestedAt);
    return isRefusal(decision) ? undefined : { erasure: subject, requestedAt: state.requestedAt };
  }

  /** What is taken by a case that has ended, or closed for a request that is over, is repaired first. */
  private async closeSlots(
    command: CommandContext,
    { subjects }: Person,
    request: ForErasure,
  ): Promise<Outcome<ErasureState> | undefined> {
    const context = unpinned(command);
    for (const subject of subjects) {
      const close = async () => {
        const { revision } = await this.log.load(slotDecider, streams.slot(subject));
        // A repetition may find it opened meanwhile: then it has to be closed again, under another id.
        const closing = { ...context, commandId: derivedId(context.commandId, `close-slot:${revision}`) };
        return this.log.execute(slotDecider, streams.slot(subject), closing, (slot) =>
          decideCloseSlot(slot, { ...request, at: context.at }),
        );
      };
      const first = await close();
      const free = first.kind === 'refused' && (await repairSlot(this.log, context, subject));
      const closed = free ? await close() : first;
      if (closed.kind !== 'done') return closed;
      crashPoint('erasure.between-slots');
    }
    return undefined;
  }
}

/** Slots that were closed before one looked whether anything speaks against the erasure. */
interface Closed {
  readonly request: ForErasure;
  readonly subjects: readonly Subject[];
}

function covers(closed: Closed | undefined, request: ForErasure, { subjects }: Person): boolean {
  return (
    closed !== undefined &&
    closed.request.requestedAt === request.requestedAt &&
    closed.request.erasure === request.erasure &&
    subjects.every((subject) => closed.subjects.includes(subject))
  );
}
