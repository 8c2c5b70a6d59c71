import type { Decider, DomainEvent } from '#domain/kernel/decider.js';
import type { EventStore, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import type { Codec } from '../codec.js';
import { DecodeError } from '../decode-error.js';
import type { Envelope } from '../envelope.js';
import type { Folded } from './folded.js';
import { follow, type Head } from '../format/head.js';

/** Reads streams: decodes, and checks that every event follows from the one before. */
export class StreamReader {
  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
  ) {}

  /** Goes on folding from where `folded` ends, up to `last` (default: the stream's end). @throws DecodeError */
  async fold<S, E extends DomainEvent>(
    decider: Decider<S, E>,
    stream: StreamName,
    folded: Folded<S>,
    last?: Revision,
  ): Promise<Folded<S>> {
    let { state, head, bytes, personal } = folded;
    const { commands } = folded;
    for (const record of await this.records(stream, head, last)) {
      const envelope = await this.codec.decode(record);
      head = linked(head, record, envelope);
      state = decider.evolve(state, envelope.event as unknown as E); // the codec lets only the category's types in
      const { commandId, requestHash } = envelope.metadata;
      commands.set(commandId, { requestHash, revision: record.revision, position: record.position });
      personal ||= envelope.event.personal !== undefined;
      bytes += record.data.length + record.metadata.length;
    }
    return { state, head, commands, bytes, personal };
  }

  /** @throws DecodeError */
  async envelopes(stream: StreamName, from: Head): Promise<readonly Envelope[]> {
    const envelopes: Envelope[] = [];
    let head = from;
    for (const record of await this.records(stream, head)) {
      const envelope = await this.codec.decode(record);
      head = linked(head, record, envelope);
      envelopes.push(envelope);
    }
    return envelopes;
  }

  private async records(stream: StreamName, after: Head, last?: Revision): Promise<readonly RecordedEvent[]> {
    const from = (after.revision + 1n) as Revision; // where the next event of the stream is, or will be
    const limit = last === undefined ? {} : { limit: Number(last - from + 1n) };
    const read = await this.store.readStream(stream, { from, ...limit });
    return read.kind === 'found' ? read.events : [];
  }
}

function linked(head: Head, record: RecordedEvent, { metadata }: Envelope): Head {
  const { head: next, flaw } = follow(head, record, metadata);
  if (flaw !== undefined) throw new DecodeError('chain-broken', record, flaw);
  return next;
}
