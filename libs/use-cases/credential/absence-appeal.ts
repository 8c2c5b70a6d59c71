import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideStateAbsenceAppealByHolder } from '#domain/credential/absence-appeal.js';
import { credentialDecider } from '#domain/credential/credential.js';
import type { Subject } from '#decider/brand.js';
import type { CredentialId } from '#domain/kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { viewAt } from '#domain/resident/resident.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';
import { unpinned } from '../unpinned.js';
import { UseCase } from '../use-case.js';
import { heldCredential } from './held-credential.js';

/** The holder of a credential says that the report of absence that stands against them is false. */
export class StateAbsenceAppealByHolder extends UseCase<{ credentialId: CredentialId }> {
  constructor(
    context: CommandContext,
    readonly holder: Subject,
    readonly credentialId: CredentialId,
    /** In their own words, at most `MAX_STATEMENT` characters. */
    readonly statement: string,
  ) {
    super(context);
  }
}

@CommandHandler(StateAbsenceAppealByHolder)
export class StateAbsenceAppealByHolderHandler implements ICommandHandler<StateAbsenceAppealByHolder> {
  constructor(private readonly log: EventLog) {}

  async execute({
    context,
    holder,
    credentialId,
    statement,
  }: StateAbsenceAppealByHolder): Promise<Outcome<{ credentialId: CredentialId }>> {
    const found = await heldCredential(this.log, holder);
    // One that they do not hold is answered like one that does not exist, so that ids cannot be probed.
    if (found?.held.credentialId !== credentialId)
      return { kind: 'refused', refusal: refuse('credential-not-found') };
    const { held, state } = found;
    const { file } = await residentFile(this.log, state.issue.subject);
    const { absence } = viewAt(file, { effectiveAt: context.at });
    const execution = await this.log.execute(
      credentialDecider,
      streams.credential(credentialId, held.applicationId),
      unpinned(context),
      (current) => decideStateAbsenceAppealByHolder(current, { absence, statement, at: context.at }),
    );
    return answering(execution, () => ({ credentialId }));
  }
}
