import type { ReceivedMessage } from '#topics/port.js';
import { fromMessage } from '#contracts/cloud-events.js';
import { UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import type { EventLog } from '#event-sourcing/event-log.js';

/**
 * Keeps what the event log has in memory no older than the events this process consumes. A reaction may then rest on
 * the states in memory of its own partition: what is newer comes later, and is reacted to itself.
 */
export class Following {
  /** By partition: the offset that comes next. */
  private readonly next = new Map<number, bigint>();

  constructor(private readonly log: Pick<EventLog, 'seen' | 'missed'>) {}

  /** To be told of every message, before anything of its batch is reacted to. */
  batch(messages: readonly ReceivedMessage[]): void {
    for (const message of messages) {
      const { partition, offset } = message;
      const next = this.next.get(partition) ?? 0n;
      if (offset > next) this.log.missed();
      if (offset >= next) this.next.set(partition, offset + 1n);
      this.see(message);
    }
  }

  private see(message: ReceivedMessage): void {
    try {
      const { stream, revision } = fromMessage(message);
      this.log.seen(stream, revision);
    } catch (error) {
      // Not one of ours: it is skipped when it is read, or its key waits.
      if (!(error instanceof UnreadableMessageError)) throw error;
    }
  }
}
