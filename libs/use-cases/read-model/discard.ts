import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  type AtFault,
  decideDiscard,
  readModelDecider,
  type WantedDiscard,
} from '#projections/discarding/read-model.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { boundedKey } from '#runtime/bounded-key.js';

/** An operator leaves out of a read model the event that holds one of its documents up. */
export class DiscardFromReadModel extends UseCase {
  constructor(
    context: CommandContext,
    readonly of: { readonly model: string; readonly version: number; readonly key: string },
    readonly wanted: WantedDiscard,
    /** As the key is parked now. */
    readonly atFault: AtFault | undefined,
    readonly reason: string,
  ) {
    super(context);
  }
}

@CommandHandler(DiscardFromReadModel)
export class DiscardFromReadModelHandler implements ICommandHandler<DiscardFromReadModel> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, of, wanted, atFault, reason }: DiscardFromReadModel): Promise<Outcome> {
    const stream = streams.readModel(of.model);
    const execution = await this.log.execute(readModelDecider, stream, context, (state) =>
      decideDiscard(state, {
        ...of,
        key: typeof atFault === 'string' ? keptKey(of.key) : of.key,
        wanted,
        atFault,
        reason,
        at: context.at,
      }),
    );
    return answering(execution, () => ({}));
  }
}

/** Forms of the keys we publish under: ids, pseudonyms, bill numbers, the directives; with a deadline's kind before it. */
const OURS =
  /^(?:[a-z-]{1,32}:(?:fees:|erasure )?)?(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9]{13}|directives|all)$/;

/** The key of a message that was none of ours is its writer's word, and the event is kept for ever: a digest of it will do. */
function keptKey(key: string): string {
  return OURS.test(key) ? key : boundedKey(key, 0);
}
