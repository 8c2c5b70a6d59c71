import { keptUntilRejected } from '#runtime/shared-promise.js';
import type { Codec, StoredEvent } from './codec.js';
import type { Envelope } from './envelope.js';

/**
 * Decodes an event once for all who hold the very same record: the projectors and the process manager of a process. A
 * failure is not kept: the key store was away, or a key is put back, and the record in hand has to be readable again.
 */
export class SharedDecoding implements Pick<Codec, 'decode'> {
  private decoded = new WeakMap<StoredEvent, Promise<Envelope>>();

  constructor(private readonly codec: Pick<Codec, 'decode'>) {}

  /** @throws DecodeError, KeyStoreError */
  decode(stored: StoredEvent): Promise<Envelope> {
    return keptUntilRejected(this.decoded, stored, () => this.codec.decode(stored));
  }

  /** After an erasure: what was readable before is decoded anew, and reads `erased`. */
  forget(): void {
    this.decoded = new WeakMap();
  }
}
