import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { credentialDecider } from '#domain/credential/credential.js';
import { groundsBy } from '#domain/credential/grounds.js';
import { decideReassess } from '#domain/credential/reassess.js';
import { decideOpenReplacement } from '#domain/credential/replacement.js';
import type { Instant, Subject } from '#decider/brand.js';
import { refuse } from '#decider/decider.js';
import type { SlotState } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { derivedId } from '../ids.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
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
    readonly log: EventLog,
    readonly policies: Policies,
  ) {}

  async execute({ context, held }: ReassessCredential): Promise<Outcome<GroundsLookedAt>> {
    const holder = await holderOf(this.log, held);
    return holder === undefined
      ? { kind: 'refused', refusal: refuse('credential-not-found') }
      : reassess(this, context, held, holder);
  }
}

/** Whose a credential is, which does not change; undefined: there is no such credential. */
export async function holderOf(log: EventLog, held: Held): Promise<Subject | undefined> {
  const stream = streams.credential(held.credentialId, held.applicationId);
  const { state: last } = await log.load(credentialDecider, stream, { fresh: false });
  const { state } = last.phase === 'none' ? await log.load(credentialDecider, stream) : { state: last };
  return state.phase === 'none' ? undefined : state.issue.subject;
}

/** The same, of who is known to be its holder; what the credential is now is looked at where it is decided. */
export async function reassess(
  { log, policies }: { readonly log: EventLog; readonly policies: Policies },
  context: CommandContext,
  held: Held,
  holder: Subject,
): Promise<Outcome<GroundsLookedAt>> {
  const stream = streams.credential(held.credentialId, held.applicationId);
  let known = await knownOfHolder(log, holder, { after: context });
  for (let attempt = 1; ; attempt += 1) {
    const { at } = context;
    const policy = policies.current;
    const grounds = groundsBy(seenAt(known, at, policy), policy);
    const command = { ...context, commandId: derivedId(context.commandId, known.revision) };
    const outcome = await log.execute(credentialDecider, stream, command, (state) =>
      state.phase === 'revoked'
        ? decideOpenReplacement(state, standingBy(known, state, { at, policy }), at)
        : decideReassess(state, grounds, at),
    );
    const changed = outcome.kind === 'done' && outcome.position !== undefined && !outcome.repeated;
    const looked = answering(outcome, ({ phase }) => ({
      held,
      changesAt: phase === 'active' || phase === 'suspended' ? grounds.changesAt : undefined,
    }));
    if (!changed || attempt === MOST_ATTEMPTS) return looked;
    // Whoever looked at the same time may have known more and found nothing to change yet.
    const later = await knownOfHolder(log, holder);
    if (later.revision === known.revision) return looked;
    known = later;
  }
}
