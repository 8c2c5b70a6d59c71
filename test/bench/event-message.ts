import type { Message } from '#topics/port.js';
import { toMessage } from '#contracts/cloud-events.js';
import type { Position, Revision } from '#event-store/port.js';
import { caseStream, storedEvent } from '#test/support/events.js';

/** A message of the topic of events as the distributor publishes it: about 400 bytes of value, of one of a thousand cases. */
export function eventMessage(number: number): Message {
  const name = `case-${number % 997}`;
  return toMessage({
    ...storedEvent(number, name, 400),
    stream: caseStream(name),
    revision: 1n as Revision, // any will do
    position: BigInt(number) as Position,
    created: new Date(0),
  });
}
