import type { Message } from '#topics/port.js';
import { CloudEvents, type PublishedEvent } from '#event-sourcing/cloud-events.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import type { RecordedEvent } from '#event-store/port.js';
import { typeName, typeParts } from './event-type-names.js';

/** Events of the service as they are published, and back. */
export const cloudEvents = new CloudEvents({ typeName, typeParts });

/** An event of the service as it is published. See CloudEvents. @throws UnreadableMessageError */
export const toMessage = (recorded: RecordedEvent, log?: LogId): Message =>
  cloudEvents.toMessage(recorded, log);

/** The event a message of the events topic carries. See CloudEvents. @throws UnreadableMessageError */
export const fromMessage = (message: Pick<Message, 'headers' | 'value'>): PublishedEvent =>
  cloudEvents.fromMessage(message);
