import { readBytes } from '#runtime/lmdb/copied.js';
import { EventStoreError } from '../errors.js';
import type { RecordedEvent } from '../port.js';
import type { StoreFiles } from './files.js';
import { CHUNK, decodeChunk, decodeTail, type StreamHead, newHead } from './head.js';
import { POSITION_BYTES } from './keys.js';
import { Recent } from './recent.js';

const PAGE_EVENTS = 256;
const PAGE_BYTES = 1_048_576;
/** Streams appended to lately, at about 600 bytes each. */
const REMEMBERED_HEADS = 8_192;
/** Opening a cursor costs as much as a few reads by key. */
const CURSOR_FROM = 8;

export class LogReader {
  private readonly heads = new Recent<string, StreamHead>(REMEMBERED_HEADS);

  constructor(private readonly files: StoreFiles) {}

  /** Position of the newest event on disk, 0 for an empty log. */
  lastPosition(): number {
    for (const position of this.files.events.getKeys({ reverse: true, limit: 1 })) return position;
    return 0;
  }

  head(stream: string): StreamHead | undefined {
    return this.heads.get(stream) ?? this.storedHead(stream);
  }

  /** To be told after each commit, never before: what is remembered is durable. */
  remember(heads: ReadonlyMap<string, StreamHead>): void {
    for (const [stream, head] of heads) this.heads.set(stream, head);
  }

  private storedHead(stream: string): StreamHead | undefined {
    const first = readBytes(this.files.streams, stream)?.readUIntBE(0, POSITION_BYTES);
    if (first === undefined) return undefined;
    const tail = readBytes(this.files.tails, first);
    return tail ? decodeTail(first, tail) : newHead(first);
  }

  /** Positions of the stream's events from revision `chunk * CHUNK` on, at most CHUNK of them. */
  positions(head: StreamHead, chunk: number): readonly number[] {
    if (chunk === Math.floor(head.count / CHUNK)) return head.tail;
    const bytes = readBytes(this.files.chunks, [head.first, chunk]);
    return bytes ? decodeChunk(bytes) : [];
  }

  /** Position of one event of the stream; 0 if there is none. */
  position(head: StreamHead, revision: number): number {
    return this.positions(head, Math.floor(revision / CHUNK))[revision % CHUNK] ?? 0;
  }

  /** @throws EventStoreError `unavailable`: no such event, so the file is damaged. */
  event(position: number): RecordedEvent {
    return this.files.events.get(position) ?? damaged(position);
  }

  /**
   * Up to `limit` events from a position on, fewer if they are large: what a reader holds in memory is bounded.
   * @throws EventStoreError `unavailable`
   */
  page(start: number, step: 1 | -1, limit: number): RecordedEvent[] {
    const most = Math.min(limit, PAGE_EVENTS);
    if (most < CURSOR_FROM) return Array.from({ length: most }, (_, n) => this.event(start + n * step));
    const events: RecordedEvent[] = [];
    let bytes = 0;
    for (const { value } of this.files.events.getRange({ start, limit: most, reverse: step === -1 })) {
      events.push(value);
      bytes += value.data.byteLength + value.metadata.byteLength;
      if (bytes > PAGE_BYTES) break;
    }
    const end = start + step * (events.length - 1);
    if (events.at(-1)?.position !== BigInt(end)) damaged(end); // one is missing on the way, or none is there
    return events;
  }
}

function damaged(position: number): never {
  throw new EventStoreError('unavailable', `the event store is damaged: there is no event at ${position}`);
}
