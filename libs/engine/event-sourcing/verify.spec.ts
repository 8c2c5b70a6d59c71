import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { EventStoreError } from '#event-store/errors.js';
import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import { EventLog } from './event-log.js';
import { application, attached, command, documentList, started, subject } from './testing/document-list.js';
import { replaceInRecord } from './testing/tampering.js';
import { type TemporaryLog, temporaryLog } from './testing/temporary-log.js';
import { anchorLine, parseAnchors } from './verification/anchor.js';
import { verifyLog } from './verify.js';

const STREAMS = 4;
const COMMANDS = 24;

describe('verifyLog', () => {
  let temporary: TemporaryLog;
  /** Several streams, interleaved, with one or two events a command. */
  let log: readonly RecordedEvent[];
  const verify = (events: readonly RecordedEvent[], options = {}) =>
    verifyLog({ readAll: () => Readable.from(events) }, options);

  beforeAll(async () => {
    temporary = await temporaryLog();
    const eventLog = new EventLog(temporary.store, temporary.codec);
    const streams = Array.from({ length: STREAMS }, () => application());
    for (let i = 0; i < COMMANDS; i += 1) {
      const of = streams[(i * 7 + (i >> 2)) % STREAMS] ?? application();
      const personal = [started('3123456789'), attached(`${i}`)];
      await eventLog.execute(documentList, of, command(), () =>
        i % 3 === 0 ? personal : [attached(`${i}`)],
      );
    }
    log = await all(temporary.store);
  });

  afterAll(() => temporary.remove());

  it('finds nothing wrong with a log as it was written', async () => {
    const report = await verifyLog(temporary.store, { now: () => new Date(0) });
    expect(report).toEqual({
      events: log.length,
      streams: new Set(log.map(({ stream }) => stream)).size,
      problems: [],
      problemCount: 0,
      anchor: {
        events: log.length,
        position: String(log.at(-1)?.position),
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: '1970-01-01T00:00:00.000Z',
      },
    });
    expect(await verify([])).toMatchObject({
      events: 0,
      streams: 0,
      problems: [],
      anchor: { position: '0' },
    });
  });

  describe('names the event', () => {
    it('of which a single bit was flipped', async () => {
      const part = fc.constantFrom('data', 'metadata', 'id', 'type', 'stream');
      await fc.assert(
        fc.asyncProperty(fc.nat(), part, fc.nat(), async (n, part, bit) => {
          const [index, event] = pick(log, n);
          const { problems } = await verify(log.with(index, flipped(event, part, bit)));
          expect(problems[0]).toMatchObject(
            part === 'stream' ? { position: event.position } : { ...named(event), kind: 'altered' },
          );
        }),
        { numRuns: 150 },
      );
    });

    it('and no other than the altered one', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), async (n, bit) => {
          const [index, event] = pick(log, n);
          expect((await verify(log.with(index, flipped(event, 'data', bit)))).problemCount).toBe(1);
        }),
        { numRuns: 30 },
      );
    });

    it('before which one was dropped', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (n) => {
          const [, event] = pick(followed(log), n);
          const { problems } = await verify(log.filter((other) => other !== event));
          expect(problems).toMatchObject([{ ...named(successor(log, event)), kind: 'missing' }]);
        }),
        { numRuns: 30 },
      );
    });

    it('that was put in twice, or in another place', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), async (n, m) => {
          const [, event] = pick(log, n);
          const [to] = pick(log, m);
          const sparse = log.map((event, i) => ({ ...event, position: BigInt(10 * i + 5) as Position }));
          const copy = { ...event, position: BigInt(10 * to) as Position };
          const { problems } = await verify(sparse.toSpliced(to, 0, copy));
          expect(problems[0]).toMatchObject({ stream: event.stream });
          expect(problems.map(({ kind }) => kind)).toContain('inserted');
        }),
        { numRuns: 30 },
      );
    });

    it('that has changed places with another one of its stream', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (n) => {
          const [, event] = pick(followed(log), n);
          const next = successor(log, event);
          const swapped = log.map((other) => {
            if (other === event && next) return { ...next, position: event.position };
            return other === next ? { ...event, position: next.position } : other;
          });
          expect((await verify(swapped)).problems[0]).toMatchObject({
            stream: event.stream,
            kind: 'missing',
          });
        }),
        { numRuns: 30 },
      );
    });

    it('that was written after another one than stands there now', async () => {
      const [index, victim] = pick(
        log,
        log.findIndex((event) => successor(log, event)),
      );
      const { metadata } = await temporary.codec.decode(victim);
      // Someone who redoes the hash of what they replace, but not of all that follows it.
      const { record } = await temporary.codec.encode(
        attached('forged'),
        { revision: victim.revision - 1n, hash: metadata.previousHash },
        { category: 'application', partitionKey: metadata.partitionKey, stream: victim.stream, subject },
        command(),
      );
      const { problems } = await verify(log.with(index, { ...victim, ...record }));
      expect(problems).toMatchObject([{ ...named(successor(log, victim)), kind: 'unlinked' }]);
    });

    it('that comes before its predecessor in the log', async () => {
      const [index, event] = pick(log, 5);
      const { problems } = await verify(log.with(index, { ...event, position: 1n as Position })); // of the first one
      expect(problems).toMatchObject([{ kind: 'misplaced' }]);
    });
  });

  it('goes on after a problem, lists the first ones and counts all', async () => {
    const report = await verify(
      log.map((event) => flipped(event, 'data', 1)),
      { maxProblems: 3 },
    );
    expect(report.problems).toHaveLength(3);
    expect(report.problemCount).toBe(log.length);
  });

  it('reports how far it came when the store cannot be read', async () => {
    const broken = async function* () {
      yield* log.slice(0, 5);
      throw new EventStoreError('unavailable', 'damaged');
    };
    const report = await verifyLog({ readAll: broken });
    expect(report).toMatchObject({ events: 5, problems: [{ kind: 'unreadable' }] });
  });

  it('ends when it is told to', async () => {
    await expect(verifyLog(temporary.store, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  describe('with anchors', () => {
    const upTo = async (events: number) => (await verify(log.slice(0, events))).anchor;

    it('passes while the log only grows', async () => {
      const anchors = parseAnchors(
        [await upTo(20), await upTo(0), await upTo(7), await upTo(log.length)].map(anchorLine).join(''),
      );
      expect(anchors.map(({ events }) => events)).toEqual([0, 7, 20, log.length]);
      expect((await verify(log, { anchors })).problems).toEqual([]);
    });

    it('sees that the end was cut off', async () => {
      const anchor = await upTo(log.length);
      const { problems } = await verify(log.slice(0, -1), { anchors: [anchor] });
      expect(problems).toEqual([{ kind: 'cut-off', anchor, events: log.length - 1 }]);
    });

    it('sees that a whole stream was taken out, and between which anchors', async () => {
      const [before, after] = [await upTo(1), await upTo(log.length / 2)];
      const gone = log.find(({ stream }) => stream !== log[0]?.stream)?.stream;
      const { problems } = await verify(
        log.filter(({ stream }) => stream !== gone),
        { anchors: [before, after] },
      );
      expect(problems).toEqual([{ kind: 'anchor-differs', anchor: after, after: before }]);
    });

    it('sees that histories were redone, hashes and all', async () => {
      const anchor = await upTo(log.length);
      const other = await temporaryLog();
      try {
        const forger = new EventLog(other.store, other.codec);
        const of = application();
        for (let i = 0; i < log.length; i += 1)
          await forger.execute(documentList, of, command(), () => [attached('x')]);
        const { problems } = await verifyLog(other.store, { anchors: [anchor] });
        expect(problems).toEqual([{ kind: 'anchor-differs', anchor, after: undefined }]);
      } finally {
        await other.remove();
      }
    });

    it('are read from a file with one a line', () => {
      expect(parseAnchors('\n')).toEqual([]);
      expect(() => parseAnchors('{"events":1}\n')).toThrow('line 1 of the anchor file is no anchor');
      expect(() => parseAnchors('\nx\n')).toThrow('line 2 of the anchor file is not JSON');
    });
  });

  it('passes after an erasure, and after something was replaced in the files it does not', async () => {
    const here = await temporaryLog();
    try {
      const eventLog = new EventLog(here.store, here.codec);
      const of = application();
      for (let i = 0; i < 5; i += 1) {
        await eventLog.execute(documentList, of, command(), () => [started('3123456789')]);
      }
      const { anchor } = await verifyLog(here.store);
      await eventLog.erase(subject);
      expect((await eventLog.load(documentList, of)).state.applicant).toBe('erased');
      expect(await verifyLog(here.store, { anchors: [anchor] })).toMatchObject({ events: 5, problems: [] });
      await here.store.close();

      const path = join(here.path, 'event-store');
      await replaceInRecord(path, 3, 'issue', 'isstu');
      const store = await openEmbeddedEventStore({ path });
      const { problems } = await verifyLog(store, { anchors: [anchor] });
      expect(problems).toMatchObject([
        { kind: 'altered', stream: `application-${of.id}`, revision: 2n },
        { kind: 'anchor-differs' },
      ]);
      const tampered = new EventLog(store, here.codec);
      await expect(tampered.load(documentList, of)).rejects.toMatchObject({ code: 'chain-broken' });
      await store.close();
    } finally {
      await here.remove();
    }
  });
});

async function all(store: EventStore): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
}

function pick(log: readonly RecordedEvent[], n: number): readonly [number, RecordedEvent] {
  const index = n % log.length;
  const event = log[index];
  if (event === undefined) throw new Error('an empty log');
  return [index, event];
}

function successor(
  log: readonly RecordedEvent[],
  { stream, revision }: RecordedEvent,
): RecordedEvent | undefined {
  return log.find((event) => event.stream === stream && event.revision === revision + 1n);
}

/** Those that are not the last of their stream. */
function followed(log: readonly RecordedEvent[]): readonly RecordedEvent[] {
  return log.filter((event) => successor(log, event) !== undefined);
}

function named(event: RecordedEvent | undefined): Partial<RecordedEvent> {
  return event === undefined
    ? {}
    : { stream: event.stream, revision: event.revision, position: event.position };
}

function flipped(
  event: RecordedEvent,
  part: 'data' | 'metadata' | 'id' | 'type' | 'stream',
  n: number,
): RecordedEvent {
  const bytes = Buffer.from(event[part]);
  // The top bit would make text of more than one byte, which no longer is what was flipped.
  const bit = n % (bytes.length * 7);
  const at = Math.floor(bit / 7);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 7));
  return { ...event, [part]: part === 'data' || part === 'metadata' ? bytes : bytes.toString('latin1') };
}
