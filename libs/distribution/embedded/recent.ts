import type { ReceivedMessage } from '../port.js';

/** Memory the newest messages of a partition may take, bytes of their values; one more message is always kept. */
const MAX_BYTES = 2_097_152;

/**
 * The messages of a partition that were read last. Several groups read the same messages one shortly after the other:
 * this way they are read and taken apart once, and all get the very same objects.
 */
export class Recent {
  private readonly messages = new Map<number, ReceivedMessage>();
  private bytes = 0;

  /** The message at the offset, read by `read` if it is not at hand. */
  at(offset: number, read: () => ReceivedMessage): ReceivedMessage {
    const known = this.messages.get(offset);
    if (known !== undefined) return known;
    const message = read();
    this.messages.set(offset, message);
    this.bytes += message.value.byteLength;
    for (const [oldest, { value }] of this.messages) {
      if (this.bytes <= MAX_BYTES || oldest === offset) break;
      this.messages.delete(oldest);
      this.bytes -= value.byteLength;
    }
    return message;
  }
}
