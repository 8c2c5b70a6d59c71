import { randomUUID } from 'node:crypto';
import { type EventStoreDBClient, jsonEvent, NO_STREAM, StreamNotFoundError } from '@eventstore/db-client';
import { LENGTH, PAGE, type Sample } from './sample.js';

/** The same work with the bare client. */
export class Bare {
  private readonly streams: string[] = [];

  constructor(
    private readonly client: EventStoreDBClient,
    private readonly sample: Sample,
  ) {}

  async append(until: number): Promise<number> {
    let appended = 0;
    while (performance.now() < until) {
      const stream = `application-${randomUUID()}`;
      let expectedRevision: bigint | typeof NO_STREAM = NO_STREAM;
      for (let n = 0; n < LENGTH && performance.now() < until; n += 1, appended += 1) {
        ({ nextExpectedRevision: expectedRevision } = await this.client.appendToStream(
          stream,
          jsonEvent(this.sample),
          { expectedRevision },
        ));
      }
      this.streams.push(stream);
    }
    return appended;
  }

  async readAndAppend(until: number): Promise<number> {
    let done = 0;
    while (performance.now() < until) {
      const stream = `application-${randomUUID()}`;
      for (let n = 0; n < LENGTH && performance.now() < until; n += 1, done += 1) {
        const { state, revision } = await this.load(stream);
        const event = jsonEvent({
          ...this.sample,
          data: { ...this.sample.data, documentId: `document-${state}` },
        });
        await this.client.appendToStream(stream, event, { expectedRevision: revision });
      }
    }
    return done;
  }

  async readStreams(until: number): Promise<number> {
    let events = 0;
    for (let n = 0; performance.now() < until; n = (n + 7_919) % this.streams.length)
      events += (await this.load(this.streams[n] ?? '')).state;
    return events;
  }

  async readAll(until: number): Promise<number> {
    let events = 0;
    while (performance.now() < until)
      for await (const { event } of this.client.readAll({ maxCount: PAGE }))
        if (event && !event.type.startsWith('$')) events += 1;
    return events;
  }

  async follow(until: number): Promise<number> {
    let events = 0;
    while (performance.now() < until) {
      const subscription = this.client.subscribeToAll();
      let given = 0;
      for await (const { event } of subscription) {
        if (event && !event.type.startsWith('$')) given += 1;
        if (given === PAGE) break;
      }
      await subscription.unsubscribe();
      events += given;
    }
    return events;
  }

  private async load(stream: string): Promise<{ state: number; revision: bigint | typeof NO_STREAM }> {
    let state = 0;
    let revision: bigint | typeof NO_STREAM = NO_STREAM;
    try {
      for await (const { event } of this.client.readStream(stream)) {
        if (event === undefined) continue;
        state += 1;
        ({ revision } = event);
      }
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    return { state, revision };
  }
}
