import type { ReceivedMessage } from '../port.js';

/** Memory the newest messages of a partition may take, bytes of their values; one more message is always kept. */
const MAX_BYTES = 2_097_152;

/**
 * The messages of a partition that were written or read last. Several groups read the same messages shortly after they
 * were published: this way they are not read and taken apart again, and all get the very same objects.
 */
export class RecentMessages {
  private readonly messages = new Map<number, ReceivedMessage>();
  private bytes = 0;

  /** The message at the offset, read by `read` if it is not at hand. */
  at(offset: number, read: () => ReceivedMessage): ReceivedMessage {
    const known = this.messages.get(offset);
    if (known !== undefined) return known;
    const message = read();
    this.add(message);
    return message;
  }

  /** A message that is on disk and not at hand. */
  add(message: ReceivedMessage): void {
    const offset = Number(message.offset);
    this.messages.set(offset, message);
    this.bytes += message.value.byteLength;
    for (const [oldest, { value }] of this.messages) {
      if (this.bytes <= MAX_BYTES || oldest === offset) break;
      this.messages.delete(oldest);
      this.bytes -= value.byteLength;
    }
  }
}
