import type { CredentialContent } from '#domain/credential/credential.js';
import type { CredentialEvent } from '#domain/credential/events.js';
import type { Erased } from '#decider/decider.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { StreamIdentity } from '#event-sourcing/stream-identity.js';

/** What is printed on a credential: nobody needs it but who looks at it, so it is read from its first event. */
export async function printedOn(
  log: EventLog,
  credential: StreamIdentity,
): Promise<CredentialContent | Erased> {
  const [first] = await log.history(credential);
  const event = first?.event as CredentialEvent | undefined; // its stream has its events only
  return event?.type === 'CredentialIssued' ? event.personal : 'erased';
}
