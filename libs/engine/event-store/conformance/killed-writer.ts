import { createHash } from 'node:crypto';
import { EventStoreError } from '../errors.js';
import type { EventStore, ExpectedRevision, StreamName } from '../port.js';
import { streamName } from '../validation.js';
import { anEvent } from './events.js';

/** Events in each append. */
export const BATCH = 3;
const WRITERS = 16;

/** One answered append, as a line of text: it has to leave a process that is about to die. */
export interface Ack {
  readonly stream: StreamName;
  readonly batch: number;
  readonly position: string;
}

export function readAck(line: string): Ack {
  const [stream = '', batch, position = ''] = line.split(' ');
  return { stream: streamName(stream), batch: Number(batch), position };
}

/** The id of the n-th event of a stream, so that everybody knows what should be there. */
export function idOf(stream: string, n: number): string {
  const hex = createHash('sha256').update(`${stream}/${n}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** Appends to several streams at once and tells each answer, until the store or the process is killed. */
export async function appendUntilKilled(
  store: EventStore,
  run: string,
  tell: (line: string) => void,
): Promise<void> {
  const write = async (_: unknown, writer: number) => {
    const stream = streamName(`killed-${run}-${writer}`);
    let expected: ExpectedRevision = 'no_stream';
    for (let batch = 0; ; batch += 1) {
      const [a, b, c] = [0, 1, 2].map((n) =>
        anEvent({ id: idOf(stream, batch * BATCH + n), data: Buffer.alloc(700, 65) }),
      );
      if (!a || !b || !c) throw new Error('a batch has three events');
      const result = await store.append(stream, expected, [a, b, c]);
      if (result.kind === 'conflict') throw new Error(`conflict at ${result.actual}`);
      expected = result.revision;
      tell(`${stream} ${batch} ${result.position}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: WRITERS }, write));
  } catch (error) {
    if (!(error instanceof EventStoreError)) throw error; // the store going away is what we are here for
  }
}
