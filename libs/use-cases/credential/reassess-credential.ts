import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { credentialDecider } from '#domain/credential/credential.js';
import { decideReassess } from '#domain/credential/grounds.js';
import { refuse } from '#domain/kernel/decider.js';
import { viewAt } from '#domain/resident/resident.js';
import type { SlotState } from '#domain/slot/slot.js';
import { type CommandContext, EventLog } from '#event-log/event-log.js';
import { type Outcome, outcome } from '../outcome.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** Whether the ground of a credential still holds, by what is known of its holder now. */
export class ReassessCredential extends UseCase {
  constructor(
    context: CommandContext,
    readonly held: Exclude<SlotState['held'], undefined>,
  ) {
    super(context);
  }
}

@CommandHandler(ReassessCredential)
export class ReassessCredentialHandler implements ICommandHandler<ReassessCredential> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, held }: ReassessCredential): Promise<Outcome> {
    const stream = streams.credential(held.credentialId, held.applicationId);
    // Whose it is does not change; what it is now is looked at where it is decided.
    const { state: last } = await this.log.load(credentialDecider, stream, { fresh: false });
    const { state: credential } =
      last.phase === 'none' ? await this.log.load(credentialDecider, stream) : { state: last };
    if (credential.phase === 'none') return { kind: 'refused', refusal: refuse('credential-not-found') };
    const { file } = await residentFile(this.log, credential.issue.subject, { after: context });
    const resident = viewAt(file, { effectiveAt: context.at });
    const execution = await this.log.execute(credentialDecider, stream, context, (state) =>
      decideReassess(state, resident, context.at),
    );
    return outcome(execution, () => ({}));
  }
}
