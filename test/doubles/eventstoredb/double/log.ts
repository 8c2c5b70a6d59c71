import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, Position, RecordedEvent, Revision } from '#event-store/port.js';
import { given, kept as keptName, keptStream, metadataOf, TOMBSTONE, tombstoneOf } from './names.js';
import { offsetOf, recordsBefore } from './positions.js';

/** Revision of a tombstone, and what a soft-deleted stream is truncated before. */
export const LAST_REVISION = 2n ** 63n - 1n;

/** An event as the server tells it. */
export interface StoredEvent extends Omit<RecordedEvent, 'stream' | 'position' | 'revision'> {
  readonly stream: string;
  readonly revision: bigint;
  readonly offset: bigint;
}

export interface StreamMetadata {
  readonly $tb?: number | string;
  readonly $maxCount?: number;
  /** Seconds. */
  readonly $maxAge?: number;
  readonly $acl?: Partial<Record<Right, string | readonly string[]>>;
}

export type Direction = 'forwards' | 'backwards';

export type StreamRead =
  | { readonly kind: 'found'; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'no_stream' }
  | { readonly kind: 'deleted' };

/** The server's log, kept by the embedded store: with streams of its own, offsets, truncation and tombstones. */
export class DoubleLog {
  constructor(readonly store: EventStore) {}

  async readStream(
    stream: string,
    from: 'start' | 'end' | bigint,
    direction: Direction,
    limit: number,
  ): Promise<StreamRead> {
    if (await this.isDeleted(stream)) return { kind: 'deleted' };
    const last = await this.lastRevision(stream);
    const first = await this.firstRevision(stream, last);
    if (last === undefined || first === LAST_REVISION) return { kind: 'no_stream' };
    const forwards = direction === 'forwards';
    const start =
      from === 'start' ? (forwards ? first : 0n) : from === 'end' ? (forwards ? last + 1n : last) : from;
    const result = await this.store.readStream(keptStream(stream), {
      from: (forwards && start < first ? first : start) as Revision, // the store's own
      direction,
      limit: Math.min(limit, Number.MAX_SAFE_INTEGER),
    });
    if (result.kind === 'no_stream') return result;
    const { $maxAge } = await this.metadata(stream);
    const since = $maxAge === undefined ? -Infinity : Date.now() - $maxAge * 1_000;
    const kept = ({ revision, created }: StoredEvent) => revision >= first && created.getTime() >= since;
    return { kind: 'found', events: result.events.map(stored).filter(kept) };
  }

  /** From an offset on (backwards: before it). */
  async *readAll(from: 'start' | 'end' | bigint, direction: Direction): AsyncGenerator<StoredEvent, void> {
    const before = typeof from === 'bigint' ? recordsBefore(from) : undefined;
    if (direction === 'forwards' && from === 'end') return;
    if (direction === 'backwards' && (from === 'start' || before === 0n)) return;
    const at = direction === 'forwards' ? before : before === undefined ? undefined : before + 1n;
    const after = at === undefined || at === 0n ? {} : { after: at as Position };
    for await (const event of this.store.readAll({ ...after, direction })) yield stored(event);
  }

  async lastRevision(stream: string): Promise<bigint | undefined> {
    return (await this.lastEvent(stream))?.revision;
  }

  async isDeleted(stream: string): Promise<boolean> {
    return (await this.store.readStream(tombstoneOf(stream), { limit: 1 })).kind === 'found';
  }

  async isSoftDeleted(stream: string): Promise<boolean> {
    return BigInt((await this.metadata(stream)).$tb ?? 0) === LAST_REVISION;
  }

  async metadata(stream: string): Promise<StreamMetadata> {
    const event = await this.lastEvent(metadataOf(stream));
    if (event === undefined) return {};
    // The largest of the numbers does not survive JSON.parse.
    const text = Buffer.from(event.data)
      .toString('utf8')
      .replace(/("\$tb"\s*:\s*)(\d+)/, '$1"$2"');
    return JSON.parse(text) as StreamMetadata; // whoever writes it may write anything
  }

  async setTruncation(stream: string, before: bigint): Promise<RecordedEvent['position']> {
    const { $tb: _, ...others } = await this.metadata(stream);
    const text = JSON.stringify({ $tb: '#', ...others }).replace('"#"', String(before));
    return this.write(metadataOf(stream), '$metadata', Buffer.from(text));
  }

  async bury(stream: string): Promise<RecordedEvent['position']> {
    const tombstone = { ...anEvent('$streamDeleted'), type: keptName('$streamDeleted') };
    const result = await this.store.append(tombstoneOf(stream), 'no_stream', [tombstone]);
    if (result.kind === 'conflict') throw new Error(`${stream} was deleted twice`);
    return result.position;
  }

  private async write(stream: string, type: string, data: Uint8Array): Promise<RecordedEvent['position']> {
    for (;;) {
      const expected = ((await this.lastRevision(stream)) as Revision | undefined) ?? 'no_stream';
      const event = { ...anEvent(type), data };
      const result = await this.store.append(keptStream(stream), expected, [event]);
      if (result.kind === 'appended') return result.position;
    }
  }

  private async firstRevision(stream: string, last: bigint | undefined): Promise<bigint> {
    const { $tb = 0, $maxCount } = await this.metadata(stream);
    const truncated = BigInt($tb);
    const counted = $maxCount === undefined || last === undefined ? 0n : last + 1n - BigInt($maxCount);
    return truncated > counted ? truncated : counted;
  }

  private async lastEvent(stream: string): Promise<RecordedEvent | undefined> {
    const end = await this.store.readStream(keptStream(stream), { direction: 'backwards', limit: 1 });
    return end.kind === 'found' ? end.events[0] : undefined;
  }
}

const anEvent = (type: string): NewEvent => ({
  id: randomUUID(),
  type: keptName(type),
  format: 'json',
  data: Buffer.from('{}'),
  metadata: new Uint8Array(),
});

export function stored({ position, ...event }: RecordedEvent): StoredEvent {
  const buried = event.stream.startsWith(TOMBSTONE);
  return {
    ...event,
    stream: buried ? event.stream.slice(TOMBSTONE.length) : given(event.stream),
    revision: buried ? LAST_REVISION : event.revision,
    type: given(event.type),
    offset: offsetOf(position),
  };
}

/** In a stream's access list: read, write, delete; of its metadata: read, write. */
export type Right = '$r' | '$w' | '$d' | '$mr' | '$mw';
