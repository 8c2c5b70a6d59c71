import { randomUUID } from 'node:crypto';
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  RecordedEvent,
  Revision,
  StreamName,
} from '../port.js';
import { streamName } from '../validation.js';

export type Batch = readonly [NewEvent, ...NewEvent[]];

const made = new Set<string>();

/** A stream nobody else has. */
export function aStream(prefix = 'conformance'): StreamName {
  const stream = streamName(`${prefix}-${randomUUID()}`);
  made.add(stream);
  return stream;
}

/** Whether an event is in a stream that was made here: the log of a server holds what others wrote and are writing. */
export const isOurs = ({ stream }: { readonly stream: string }): boolean => made.has(stream);

export function anEvent(more: Partial<NewEvent> = {}): NewEvent {
  const text = (value: object) => Buffer.from(JSON.stringify(value));
  return {
    id: randomUUID(),
    type: 'Tested',
    format: 'json',
    data: text({ at: 'the bench' }),
    metadata: text({ by: 'the suite' }),
    ...more,
  };
}

export const events = (count: number): Batch => [
  anEvent(),
  ...Array.from({ length: count - 1 }, () => anEvent()),
];

/** Revisions are branded; tests write them down as numbers. */
export const revision = (value: number): Revision => BigInt(value) as Revision; // only here, for tests

export type Appended = Extract<AppendResult, { kind: 'appended' }>;

export async function appended(
  store: EventStore,
  stream: StreamName,
  expected: ExpectedRevision,
  batch: Batch,
): Promise<Appended> {
  const result = await store.append(stream, expected, batch);
  if (result.kind !== 'appended') throw new Error(`conflict: the stream is at ${result.actual}`);
  return result;
}

export async function streamOf(store: EventStore, stream: StreamName): Promise<readonly RecordedEvent[]> {
  const result = await store.readStream(stream);
  return result.kind === 'found' ? result.events : [];
}

export const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The log after a position, of our streams only. */
export async function ourLog(store: EventStore, after: Position | undefined): Promise<RecordedEvent[]> {
  return (await collect(store.readAll(after === undefined ? {} : { after }))).filter(isOurs);
}

/** The code of the error a promise must reject with, so that a test reads as one line. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
