import type { Instant } from '#decider/brand.js';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { credentialDecider } from '#domain/credential/credential.js';
import { groundsBy } from '#domain/credential/grounds.js';
import { decideReassess } from '#domain/credential/reassess.js';
import { decideOpenReplacement } from '#domain/credential/replacement.js';
import { refuse } from '#decider/decider.js';
import type { SlotState } from '#domain/slot/slot.js';
import { EventLog } from '#event-log/event-log.js';
import type { CommandContext } from '../command-context.js';
import { derivedId } from '../ids.js';
import { type Outcome, outcome } from '../outcome.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';
import { knownOfHolder, seenAt, standingBy } from './seen-of-holder.js';

/** How often what is known is read again because more became known while it was decided. */
const MOST_ATTEMPTS = 5;

/** What was looked at. */
export interface GroundsLookedAt {
  readonly held: Held;
  /** When time alone changes them; undefined: never, or it has ended. */
  readonly changesAt: Instant | undefined;
}

type Held = Exclude<SlotState['held'], undefined>;

/**
 * Whether the ground of a credential still holds, by what is known of its holder now; of one that was revoked, whether
 * what it was revoked for was put right, so that an officer may decide that another follows.
 */
export class ReassessCredential extends UseCase<GroundsLookedAt> {
  constructor(
    context: CommandContext,
    readonly held: Held,
  ) {
    super(context);
  }
}

@CommandHandler(ReassessCredential)
export class ReassessCredentialHandler implements ICommandHandler<ReassessCredential> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
  ) {}

  async execute({ context, held }: ReassessCredential): Promise<Outcome<GroundsLookedAt>> {
    const stream = streams.credential(held.credentialId, held.applicationId);
    // Whose it is does not change; what it is now is looked at where it is decided.
    const { state: last } = await this.log.load(credentialDecider, stream, { fresh: false });
    const { state: credential } =
      last.phase === 'none' ? await this.log.load(credentialDecider, stream) : { state: last };
    if (credential.phase === 'none') return { kind: 'refused', refusal: refuse('credential-not-found') };
    const { subject } = credential.issue;
    let known = await knownOfHolder(this.log, subject, { after: context });
    for (let attempt = 1; ; attempt += 1) {
      const { at } = context;
      const policy = this.policies.current;
      const grounds = groundsBy(seenAt(known, at, policy), policy);
      const command = { ...context, commandId: derivedId(context.commandId, known.revision) };
      const execution = await this.log.execute(credentialDecider, stream, command, (state) =>
        state.phase === 'revoked'
          ? decideOpenReplacement(state, standingBy(known, state, { at, policy }), at)
          : decideReassess(state, grounds, at),
      );
      const changed = execution.kind === 'done' && execution.position !== undefined && !execution.repeated;
      const looked = outcome(execution, ({ phase }) => ({
        held,
        changesAt: phase === 'active' || phase === 'suspended' ? grounds.changesAt : undefined,
      }));
      if (!changed || attempt === MOST_ATTEMPTS) return looked;
      // Whoever looked at the same time may have known more and found nothing to change yet.
      const later = await knownOfHolder(this.log, subject);
      if (later.revision === known.revision) return looked;
      known = later;
    }
  }
}
