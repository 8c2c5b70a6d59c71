import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { credentialDecider } from '#domain/credential/credential.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { refuse } from '#decider/decider.js';
import { slotDecider } from '#domain/slot/slot.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { derivedId } from '../ids.js';
import { type Outcome, unchanged } from '#event-sourcing/outcome.js';
import { screenApplication } from '../screening/screen-application.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { UseCase } from '../use-case.js';

/** A credential was revoked: cases that wait for its number are screened again. */
export class LookAtNumber extends UseCase {
  constructor(
    context: CommandContext,
    readonly credentialId: CredentialId,
    /** Whose case it was issued on. */
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(LookAtNumber)
export class LookAtNumberHandler implements ICommandHandler<LookAtNumber> {
  constructor(
    readonly log: EventLog,
    readonly policies: Policies,
    readonly subjects: Subjects,
  ) {}

  async execute({ context, credentialId, applicationId }: LookAtNumber): Promise<Outcome> {
    const { state } = await this.log.load(
      credentialDecider,
      streams.credential(credentialId, applicationId),
      {
        after: context,
      },
    );
    if (state.phase === 'none') return { kind: 'refused', refusal: refuse('credential-not-found') };
    const slot = await this.log.load(slotDecider, streams.slot(state.issue.subject));
    for (const waiting of slot.state.awaitedBy) {
      const command = { ...context, commandId: derivedId(context.commandId, waiting) };
      // One that has ended, or was never sent, refuses: that is its answer.
      await screenApplication(this, command, waiting);
    }
    return unchanged({});
  }
}
