import type { Codec, Stored } from './codec.js';
import type { Envelope } from './envelope.js';

/** Decodes an event once for all who hold the very same record: the projectors and the process manager of a process. */
export class SharedDecoding implements Pick<Codec, 'decode'> {
  private decoded = new WeakMap<Stored, Promise<Envelope>>();

  constructor(private readonly codec: Pick<Codec, 'decode'>) {}

  /** @throws DecodeError */
  decode(stored: Stored): Promise<Envelope> {
    const known = this.decoded.get(stored) ?? this.codec.decode(stored);
    this.decoded.set(stored, known);
    return known;
  }

  /** After an erasure: what was readable before is decoded anew, and reads `erased`. */
  forget(): void {
    this.decoded = new WeakMap();
  }
}
