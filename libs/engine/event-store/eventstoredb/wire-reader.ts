import { BYTES, FIXED32, FIXED64, VARINT } from './wire-type.js';

const EMPTY = Buffer.alloc(0);
const PART = 2 ** 28;

/**
 * Reads a protobuf message field by field, without making an object of it first: what is read most, events, is worth
 * that. What it gives are parts of the message's own bytes, not copies.
 */
export class WireReader {
  private at = 0;
  private type = VARINT;

  constructor(private readonly bytes: Buffer) {}

  /** Number of the next field, 0 when there is none. Then its value is to be read or skipped. */
  field(): number {
    if (this.at >= this.bytes.length) return 0;
    const tag = this.small();
    this.type = tag & 7;
    return tag >>> 3;
  }

  /** An unsigned integer of up to 64 bits. */
  integer(): bigint {
    // In parts of four bytes, 28 bits, which numbers hold exactly.
    const low = this.part();
    if (!this.goesOn()) return BigInt(low);
    const middle = this.part();
    const both = (BigInt(middle) << 28n) + BigInt(low);
    return this.goesOn() ? (BigInt(this.part()) << 56n) + both : both;
  }

  buffer(): Buffer {
    const length = this.small();
    if (length === 0) return EMPTY;
    const end = this.at + length;
    if (end > this.bytes.length) throw new Error('a field ends behind its message');
    const part = this.bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }

  text(): string {
    return this.buffer().toString('utf8');
  }

  message(): WireReader {
    return new WireReader(this.buffer());
  }

  skip(): void {
    switch (this.type) {
      case VARINT:
        this.integer();
        return;
      case FIXED64:
        this.at += 8;
        return;
      case BYTES:
        this.buffer();
        return;
      case FIXED32:
        this.at += 4;
        return;
      default:
        throw new Error(`a field of the unknown type ${this.type}`);
    }
  }

  /** A tag or a length. */
  private small(): number {
    const low = this.part();
    return this.goesOn() ? low + this.part() * PART : low;
  }

  private goesOn(): boolean {
    return (this.bytes[this.at - 1] ?? 0) >= 128;
  }

  /** Up to four bytes of an integer, seven bits of each; the last one is below 128 or there are more. */
  private part(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new Error('an integer ends behind its message');
      this.at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    return value;
  }
}
