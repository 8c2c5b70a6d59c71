import type { Decider, DomainEvent } from '#decider/decider.js';
import type { EventStore, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import type { Codec } from '../codec.js';
import { DecodeError } from '../decode-error.js';
import type { Envelope } from '../envelope.js';
import type { Folded } from './folded.js';
import { follow, type Head } from '../format/head.js';
import { Slices } from '#runtime/slices.js';

/** Events of one read. */
const PAGE = 500;

/** One event, and the stream's head with it. */
interface Step {
  readonly record: RecordedEvent;
  readonly envelope: Envelope;
  readonly after: Head;
}

/** Reads streams: decodes, and checks that every event follows from the one before. */
export class StreamReader {
  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
    private readonly onRead: (stream: StreamName) => void = () => undefined,
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
    for await (const { record, envelope, after } of this.read(stream, head, last)) {
      head = after;
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
    for await (const { envelope } of this.read(stream, from)) envelopes.push(envelope);
    return envelopes;
  }

  /**
   * A page at a time, and in slices: a stream may be long, and while it is read everybody else's requests go on. What is
   * appended meanwhile is read as well, unless `last` says where to end.
   */
  private async *read(stream: StreamName, from: Head, last?: Revision): AsyncGenerator<Step> {
    const slices = new Slices();
    let head = from;
    for (;;) {
      const page = await this.page(stream, head, last);
      for (const record of page) {
        const envelope = await this.codec.decode(record);
        head = linked(head, record, envelope);
        yield { record, envelope, after: head };
        if (slices.over) await slices.next();
      }
      if (page.length < PAGE) return;
    }
  }

  private async page(stream: StreamName, after: Head, last?: Revision): Promise<readonly RecordedEvent[]> {
    const from = (after.revision + 1n) as Revision; // where the next event of the stream is, or will be
    const left = last === undefined ? PAGE : Math.min(PAGE, Number(last - from + 1n));
    if (left <= 0) return [];
    this.onRead(stream);
    const read = await this.store.readStream(stream, { from, limit: left });
    return read.kind === 'found' ? read.events : [];
  }
}

function linked(head: Head, record: RecordedEvent, { metadata }: Envelope): Head {
  const { head: next, flaw } = follow(head, record, metadata);
  if (flaw !== undefined) throw new DecodeError('chain-broken', record, flaw);
  return next;
}
