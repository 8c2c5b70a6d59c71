import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dayInRiyadh } from '#domain/calendar/day.js';
import { credentialDecider, decideExpire } from '#domain/credential/credential.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { UseCase } from '../use-case.js';

/** The last day of a credential is over in Riyadh: nothing happens if it is not, or if it ended before. */
export class ExpireCredential extends UseCase {
  constructor(
    context: CommandContext,
    readonly credentialId: CredentialId,
    /** Whose case it was issued on. */
    readonly applicationId: ApplicationId,
  ) {
    super(context);
  }
}

@CommandHandler(ExpireCredential)
export class ExpireCredentialHandler implements ICommandHandler<ExpireCredential> {
  constructor(private readonly log: EventLog) {}

  async execute({ context, credentialId, applicationId }: ExpireCredential): Promise<Outcome> {
    const execution = await this.log.execute(
      credentialDecider,
      streams.credential(credentialId, applicationId),
      context,
      (state) => decideExpire(state, { today: dayInRiyadh(context.at), at: context.at }),
    );
    return answering(execution, () => ({}));
  }
}
