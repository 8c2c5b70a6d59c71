import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { LENGTH, PAGE, type Sample } from './sample.js';

/** The same work with our driver. */
export class Ours {
  private readonly streams: StreamName[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly sample: Sample,
  ) {}

  /** As many events as are read at a time. */
  async fill(): Promise<void> {
    const batch = 500;
    for (let n = 0; n < PAGE; n += batch) {
      const others = Array.from({ length: batch - 1 }, () => this.event());
      await this.store.append(streamName(`fill-${randomUUID()}`), 'no_stream', [this.event(), ...others]);
    }
  }

  async append(until: number): Promise<number> {
    let appended = 0;
    while (performance.now() < until) {
      const stream = streamName(`application-${randomUUID()}`);
      let expected: Revision | 'no_stream' = 'no_stream';
      for (let n = 0; n < LENGTH && performance.now() < until; n += 1, appended += 1) {
        const result = await this.store.append(stream, expected, [this.event()]);
        if (result.kind !== 'appended') throw new Error(`unexpected ${result.kind}`);
        expected = result.revision;
      }
      this.streams.push(stream);
    }
    return appended;
  }

  async readStreams(until: number): Promise<number> {
    let events = 0;
    for (let n = 0; performance.now() < until; n = (n + 7_919) % this.streams.length) {
      const result = await this.store.readStream(this.streams[n] ?? streamName('none'));
      if (result.kind === 'found') events += result.events.filter(parsed).length;
    }
    return events;
  }

  async readAll(until: number): Promise<number> {
    let events = 0;
    while (performance.now() < until)
      for await (const event of this.store.readAll({ limit: PAGE })) if (parsed(event)) events += 1;
    return events;
  }

  async follow(until: number): Promise<number> {
    let events = 0;
    while (performance.now() < until) {
      const stop = new AbortController();
      let given = 0;
      for await (const message of this.store.subscribeToAll({ signal: stop.signal })) {
        if (message.kind === 'event' && parsed(message.event)) given += 1;
        if (given === PAGE) stop.abort();
      }
      events += given;
    }
    return events;
  }

  private event(): NewEvent {
    const { type, data, metadata } = this.sample;
    return {
      id: randomUUID(),
      type,
      format: 'json',
      data: Buffer.from(JSON.stringify(data)),
      metadata: Buffer.from(JSON.stringify(metadata)),
    };
  }
}

/** The client hands over objects, so ours are read, too. */
function parsed({ data, metadata }: RecordedEvent): boolean {
  const read = (bytes: Uint8Array): unknown =>
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  return read(data) !== null && read(metadata) !== null;
}
