import { hash as hashOf } from 'node:crypto';
import type { Position, RecordedEvent, StreamName } from '#event-store/port.js';
import type { Anchor } from './anchor.js';
import { genesisHash } from '../format/chain.js';
import { genesis, type Flaw, follow, type Head } from '../format/head.js';
import { HeadTable } from './head-table.js';
import { isEventMetadata } from '../metadata.js';
import { fromJsonBytes } from '../format/stable-json.js';
import type { EventMetadata } from '../envelope.js';

/** An event that cannot be what was written there. */
export interface EventProblem {
  readonly kind: Flaw | 'misplaced';
  readonly stream: string;
  readonly revision: bigint;
  readonly position: Position;
  readonly id: string;
}

/** Checks a log event by event, in global order. Pure; remembers the head of each stream and one digest over all. */
export class LogWalk {
  private readonly heads = new HeadTable();
  private digest = sha256('hawiya.log.v1');
  private count = 0;
  private last: Position | undefined;
  private lastHash = '';

  get events(): number {
    return this.count;
  }

  get streams(): number {
    return this.heads.size;
  }

  get position(): Position | undefined {
    return this.last;
  }

  /** Of the event seen last. Hex. */
  get hash(): string {
    return this.lastHash;
  }

  /** The last event of a stream, as far as the log has been seen; undefined: there is none. */
  headOf(stream: StreamName): Head | undefined {
    return this.heads.get(genesisHash(stream));
  }

  /** Whether both have seen the same streams, each up to the same event. A head's hash covers all before it. */
  endsAs(other: LogWalk): boolean {
    return this.heads.equals(other.heads);
  }

  /** What is wrong with the next event, if anything is. */
  see(event: RecordedEvent): EventProblem | undefined {
    const origin = genesis(event.stream);
    const head = this.heads.get(origin.hash) ?? origin;
    const { head: next, hash, flaw } = follow(head, event, metadataOf(event));
    const misplaced = this.last !== undefined && event.position <= this.last;
    this.heads.set(origin.hash, next);
    this.digest = sha256(this.digest + hash);
    this.count += 1;
    this.last = event.position;
    this.lastHash = hash;
    const kind = flaw ?? (misplaced ? 'misplaced' : undefined);
    const { stream, revision, position, id } = event;
    return kind && { kind, stream, revision, position, id };
  }

  /** The log as far as it has been seen. */
  anchor(at: string): Anchor {
    return { events: this.count, position: String(this.last ?? 0n), digest: this.digest, at };
  }
}

function metadataOf(event: RecordedEvent): EventMetadata | undefined {
  try {
    const metadata = fromJsonBytes(event.metadata);
    return isEventMetadata(metadata) ? metadata : undefined;
  } catch {
    return undefined; // reported as an altered event: what was written could be read
  }
}

function sha256(text: string): string {
  return hashOf('sha256', text, 'hex');
}
