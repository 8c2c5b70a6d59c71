import { hash } from 'node:crypto';
import type { RecordedEvent, StreamName } from '#event-store/port.js';
import { uuidV5 } from '#runtime/uuid-v5.js';

/** What the hash of an event covers: all of it but its id, which follows from the hash, and what the store adds. */
export type Hashed = Pick<RecordedEvent, 'stream' | 'revision' | 'type' | 'format' | 'data' | 'metadata'>;

/** Stands where the hash of a predecessor would be in a stream's first event. Hex. */
export function genesisHash(stream: StreamName): string {
  return hash('sha256', JSON.stringify(['hawiya.stream.v1', stream]), 'hex');
}

/**
 * SHA-256 (hex) of an event exactly as stored: personal data as ciphertext, so that erasing a key changes nothing.
 * Over a JSON array of what is short and of the lengths of what follows it, the data and the metadata: no two events
 * share an encoding.
 */
export function eventHash({ stream, revision, type, format, data, metadata }: Hashed): string {
  const head = ['hawiya.event.v1', stream, String(revision), type, format, data.length, metadata.length];
  return hash('sha256', Buffer.concat([Buffer.from(JSON.stringify(head)), data, metadata]), 'hex');
}

/**
 * An event's id follows from the command and from every byte stored. Stores compare ids, not data: so "same ids"
 * must mean "same bytes", or a second attempt with other bytes would be answered as if it had been stored. It also
 * vouches for a stream's last event, which has no successor to do it.
 * @param commandId a UUID @param eventHash hex
 */
export function eventId(commandId: string, eventHash: string): string {
  return uuidV5(Buffer.from(eventHash, 'hex'), commandId);
}
