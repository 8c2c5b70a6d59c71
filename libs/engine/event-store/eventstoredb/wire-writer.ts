import { BYTES, VARINT } from './wire-type.js';

/**
 * Writes a protobuf message from its end to its beginning: the length of a part stands before it, and is known once
 * the part is written. So whoever writes a message calls for its last field first.
 */
export class WireWriter {
  private bytes: Buffer;
  private at: number;

  /** @param capacity of bytes, about as many as there will be: it grows. */
  constructor(capacity = 256) {
    this.bytes = Buffer.allocUnsafe(capacity);
    this.at = capacity;
  }

  finish(): Buffer {
    return this.bytes.subarray(this.at);
  }

  integer(field: number, value: number | bigint): void {
    if (typeof value === 'bigint') this.large(value);
    else this.small(value);
    this.small(field * 8 + VARINT);
  }

  buffer(field: number, value: Uint8Array): void {
    this.reserve(value.byteLength);
    this.bytes.set(value, this.at);
    this.prefix(field, value.byteLength);
  }

  text(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.reserve(length);
    this.bytes.write(value, this.at);
    this.prefix(field, length);
  }

  /** A message in the message; without anything to write it is an empty one. */
  message(field: number, write: () => void = () => undefined): void {
    const end = this.bytes.length - this.at;
    write();
    this.prefix(field, this.bytes.length - this.at - end);
  }

  private prefix(field: number, length: number): void {
    this.small(length);
    this.small(field * 8 + BYTES);
  }

  private small(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
    this.reserve(size);
    let rest = value;
    for (let n = 0; n < size; n += 1, rest = Math.floor(rest / 128))
      this.bytes[this.at + n] = (rest % 128) + (n < size - 1 ? 128 : 0);
  }

  private large(value: bigint): void {
    const digits: number[] = [];
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) digits.push(Number(rest & 127n) + 128);
    digits.push(Number(rest));
    this.reserve(digits.length);
    this.bytes.set(digits, this.at);
  }

  private reserve(size: number): void {
    if (this.at < size) {
      const used = this.bytes.subarray(this.at);
      const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, used.length + size));
      grown.set(used, grown.length - used.length);
      this.at = grown.length - used.length;
      this.bytes = grown;
    }
    this.at -= size;
  }
}
