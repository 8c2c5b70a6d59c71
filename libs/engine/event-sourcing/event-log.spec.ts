import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreError } from '#event-store/errors.js';
import type { EventStore, Revision } from '#event-store/port.js';
import { refuse } from '#decider/decider.js';
import { otlpTracing } from '#runtime/tracing/otlp-tracing.js';
import { startOtlpReceiver } from '#test/support/otlp-receiver.js';
import { EventLog } from './event-log.js';
import type { EndedCommand } from './observer.js';
import { application, attached, command, documentList, started, subject } from './testing/document-list.js';
import { type TemporaryLog, temporaryLog } from './testing/temporary-log.js';
import { verifyLog } from './verify.js';

const revision = (n: number) => BigInt(n) as Revision; // what a client got earlier

describe('EventLog', () => {
  let temporary: TemporaryLog;
  let store: EventStore;
  const open = (over: EventStore = store, options = {}) => new EventLog(over, temporary.codec, options);

  beforeAll(async () => {
    temporary = await temporaryLog();
    store = temporary.store;
  });

  afterAll(async () => {
    expect((await verifyLog(store)).problems).toEqual([]);
    await temporary.remove();
  });

  describe('a command', () => {
    it('begins a stream and goes on with it', async () => {
      const log = open();
      const of = application();
      const first = await log.execute(documentList, of, command(), (state, at) => {
        expect([state, at]).toEqual([documentList.initialState, 'no_stream']);
        return [started('3123456789'), attached('a')];
      });
      expect(first).toMatchObject({
        kind: 'done',
        revision: 1n,
        repeated: false,
        answer: { documents: ['a'] },
      });

      const second = await log.execute(documentList, of, command(), () => [attached('b')]);
      expect(second).toMatchObject({ kind: 'done', revision: 2n, answer: { documents: ['a', 'b'] } });

      const { state, revision } = await open().load(documentList, of);
      expect(revision).toBe(2n);
      expect(state).toEqual({
        documents: ['a', 'b'],
        applicant: { applicant: { kind: 'first-issue', borderNumber: '3123456789' } },
      });
    });

    it('that finds it already so, appends nothing', async () => {
      const of = application();
      expect(await open().execute(documentList, of, command(), () => [])).toEqual({
        kind: 'done',
        answer: documentList.initialState,
        revision: 'no_stream',
        position: undefined,
        repeated: false,
      });
      expect(await open().history(of)).toEqual([]);
    });

    it('that is refused, appends nothing', async () => {
      const of = application();
      expect(await open().execute(documentList, of, command(), () => refuse('not-today'))).toEqual({
        kind: 'refused',
        refusal: refuse('not-today'),
      });
      expect(await open().history(of)).toEqual([]);
    });

    it('puts who, what and when beside every event', async () => {
      const log = open();
      const of = application();
      const context = command({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
      await log.execute(documentList, of, context, () => [attached('a'), attached('b')]);
      const [first, second] = await log.history(of);
      expect(first?.metadata).toEqual({
        commandId: context.commandId,
        requestHash: 'f00d',
        correlationId: context.correlationId,
        causationId: context.causationId,
        actor: context.actor,
        occurredAt: context.at,
        schemaVersion: 1,
        partitionKey: of.id,
        traceparent: context.traceparent,
        previousHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(second?.event).toEqual(attached('b'));
      expect(second?.id).not.toBe(first?.id);
    });

    it('cannot keep personal data of nobody', async () => {
      const of = { ...application(), subject: undefined };
      await expect(
        open().execute(documentList, of, command(), () => [started('3123456789')]),
      ).rejects.toThrow(TypeError);
      const told = { ...documentList, subjectOf: () => subject };
      expect(await open().execute(told, of, command(), () => [started('3123456789')])).toMatchObject({
        kind: 'done',
      });
    });
  });

  describe('the same command again', () => {
    it.each([
      ['in the process that carried it out', true],
      ['in another one', false],
    ])('%s gets the original result', async (_, same) => {
      const log = open();
      const of = application();
      const context = command();
      const original = await log.execute(documentList, of, context, () => [attached('a'), attached('b')]);
      await log.execute(documentList, of, command(), () => [attached('c')]);
      const again = await (same ? log : open()).execute(documentList, of, context, () => [attached('d')]);
      expect(again).toEqual({ ...original, repeated: true });
      expect(await log.history(of)).toHaveLength(3);
    });

    it('at the same time in two processes is carried out once, though the bytes differ', async () => {
      const of = application();
      const context = command();
      const later = { ...context, at: '2026-03-01T09:00:00.007Z' as typeof context.at };
      const results = await Promise.all([
        open().execute(documentList, of, context, () => [attached('a')]),
        open().execute(documentList, of, later, () => [attached('a')]),
      ]);
      expect(
        results
          .map((result) => result.kind === 'done' && result.repeated)
          .sort((a, b) => Number(a) - Number(b)),
      ).toEqual([false, true]);
      expect(await open().history(of)).toHaveLength(1);
    });

    it('with another request is an error of the caller', async () => {
      const log = open();
      const of = application();
      const context = command();
      await log.execute(documentList, of, context, () => [attached('a')]);
      const other = { ...context, requestHash: 'beef' };
      expect(await log.execute(documentList, of, other, () => [attached('b')])).toEqual({ kind: 'reused' });
    });

    it('is recognised even if it pinned the revision it then moved on', async () => {
      const log = open();
      const of = application();
      await log.execute(documentList, of, command(), () => [attached('a')]);
      const context = command({ pinned: [revision(0)] });
      await log.execute(documentList, of, context, () => [attached('b')]);
      const again = await log.execute(documentList, of, context, () => [attached('b')]);
      expect(again).toMatchObject({ kind: 'done', revision: 1n, repeated: true });
    });
  });

  describe('a pinned command', () => {
    it('is decided on its revision and no other', async () => {
      const log = open();
      const of = application();
      await log.execute(documentList, of, command(), () => [attached('a')]);
      await log.execute(documentList, of, command(), () => [attached('b')]);
      const decide = () => [attached('c')];
      const stale = { kind: 'stale', actual: 1n };
      expect(await log.execute(documentList, of, command({ pinned: [revision(0)] }), decide)).toEqual(stale);
      expect(await log.execute(documentList, of, command({ pinned: [revision(2)] }), decide)).toEqual(stale);
      expect(await log.execute(documentList, of, command({ pinned: [revision(1)] }), decide)).toMatchObject({
        kind: 'done',
        revision: 2n,
      });
    });
  });

  describe('with other writers', () => {
    it('decides again on what they wrote', async () => {
      const [ours, theirs] = [open(), open()];
      const of = application();
      await ours.execute(documentList, of, command(), () => [attached('a')]);
      await theirs.execute(documentList, of, command(), () => [attached('b')]);
      const seen: (readonly string[])[] = [];
      const result = await ours.execute(documentList, of, command(), (state) => {
        seen.push(state.documents);
        return [attached('c')];
      });
      expect(seen).toEqual([['a'], ['a', 'b']]);
      expect(result).toMatchObject({ kind: 'done', revision: 2n, answer: { documents: ['a', 'b', 'c'] } });
    });

    it.each([
      ['refuses', () => refuse('nothing-there')],
      ['finds it already so', () => []],
    ])('never %s because of a state they have changed', async (_, no) => {
      const [ours, theirs] = [open(), open()];
      const of = application();
      await ours.execute(documentList, of, command(), () => [attached('a')]);
      await theirs.execute(documentList, of, command(), () => [attached('b')]);
      const result = await ours.execute(documentList, of, command(), ({ documents }) =>
        documents.includes('b') ? [attached('c')] : no(),
      );
      expect(result).toMatchObject({ kind: 'done', revision: 2n });
    });

    it('pins to the current revision, not to the one in memory', async () => {
      const [ours, theirs] = [open(), open()];
      const of = application();
      await ours.execute(documentList, of, command(), () => [attached('a')]);
      await theirs.execute(documentList, of, command(), () => [attached('b')]);
      const result = await ours.execute(documentList, of, command({ pinned: [revision(1)] }), () => [
        attached('c'),
      ]);
      expect(result).toMatchObject({ kind: 'done', revision: 2n });
    });

    it('loads what they wrote, unless it may be old', async () => {
      const [ours, theirs] = [open(), open()];
      const of = application();
      await ours.execute(documentList, of, command(), () => [attached('a')]);
      await theirs.execute(documentList, of, command(), () => [attached('b')]);
      expect(await ours.load(documentList, of, { fresh: false })).toMatchObject({ revision: 0n });
      expect(await ours.load(documentList, of)).toMatchObject({ revision: 1n });
      expect(await ours.load(documentList, of, { fresh: false })).toMatchObject({ revision: 1n });
    });

    it('loses and doubles nothing in a race of 64 commands', async () => {
      const of = application();
      const [ours, theirs] = [open(), open()];
      const results = await Promise.all(
        Array.from({ length: 64 }, (_, i) =>
          (i % 2 === 0 ? ours : theirs).execute(documentList, of, command(), () => [
            attached(`${i}-a`),
            attached(`${i}-b`),
          ]),
        ),
      );
      expect(results.every((result) => result.kind === 'done' && !result.repeated)).toBe(true);
      const history = await open().history(of);
      expect(history.map(({ revision }) => revision)).toEqual(
        Array.from({ length: 128 }, (_, i) => BigInt(i)),
      );
      const ids = history.map(({ event }) =>
        'documentId' in event.data ? event.data.documentId : undefined,
      );
      expect(new Set(ids).size).toBe(128);
    });

    it('gives up after so many tries, having stored nothing', async () => {
      const of = application();
      let others = 0;
      const beaten: EventStore = overriding(store, {
        append: async (stream, expected, events) => {
          await open().execute(documentList, of, command(), () => [attached(`other-${(others += 1)}`)]);
          return store.append(stream, expected, events);
        },
      });
      const attempt = open(beaten, { maxTries: 3 }).execute(documentList, of, command(), () => [
        attached('mine'),
      ]);
      await expect(attempt).rejects.toMatchObject({ name: 'EventStoreError', code: 'unavailable' });
      expect(await open().history(of)).toHaveLength(3);
    });
  });

  describe('when the store does not say what became of an append', () => {
    it.each([
      ['after', 1],
      ['before', 0],
    ])('%s it was stored, the same bytes are sent again', async (_, stored) => {
      const of = application();
      const sent: unknown[] = [];
      const forgetful = overriding(store, {
        append: async (...call) => {
          sent.push(call.slice(0, 3));
          if (sent.length > 2) return store.append(...call);
          if (stored === 1) await store.append(...call);
          throw new EventStoreError('outcome-unknown', 'the line went dead');
        },
      });
      const result = await open(forgetful).execute(documentList, of, command(), () => [
        started('3123456789'),
      ]);
      expect(result).toMatchObject({ kind: 'done', revision: 0n, repeated: false });
      expect(sent).toHaveLength(3);
      expect(sent[1]).toEqual(sent[0]);
      expect(await open().history(of)).toHaveLength(1);
    });

    it('says so in the end, and the same command settles it', async () => {
      const of = application();
      const context = command();
      const dead = overriding(store, {
        append: async (...call) => {
          await store.append(...call);
          throw new EventStoreError('outcome-unknown', 'the line went dead');
        },
      });
      const log = open(dead, { settleMs: 20 });
      await expect(log.execute(documentList, of, context, () => [attached('a')])).rejects.toMatchObject({
        code: 'outcome-unknown',
      });
      const again = await log.execute(documentList, of, context, () => [attached('a')]);
      expect(again).toMatchObject({ kind: 'done', revision: 0n, repeated: true });
    });

    it('does not take a later "unavailable" for an answer', async () => {
      const of = application();
      const codes = ['outcome-unknown', 'unavailable'] as const;
      let calls = 0;
      const flaky = overriding(store, {
        append: async (...call) => {
          const code = codes[calls++];
          if (code === undefined) return store.append(...call);
          throw new EventStoreError(code, 'not now');
        },
      });
      expect(await open(flaky).execute(documentList, of, command(), () => [attached('a')])).toMatchObject({
        revision: 0n,
      });
    });
  });

  it('passes on that nothing was stored', async () => {
    const down = overriding(store, {
      append: async () => {
        throw new EventStoreError('unavailable', 'down');
      },
    });
    await expect(
      open(down).execute(documentList, application(), command(), () => [attached('a')]),
    ).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('needs no read for a stream it has just written to', async () => {
    const of = application();
    let reads = 0;
    const counting = overriding(store, {
      readStream: (...call) => {
        reads += 1;
        return store.readStream(...call);
      },
    });
    const found: string[] = [];
    const log = open(counting, { observer: { read: (stream: string) => found.push(stream) } });
    for (const id of ['a', 'b', 'c']) await log.execute(documentList, of, command(), () => [attached(id)]);
    expect(reads).toBe(1);
    expect(found).toEqual([`application-${of.id}`]);
  });

  it('tells an observer, and the trace, of conflicts, retries and how each command ended', async () => {
    const told: string[] = [];
    let answered = 0;
    const observer = {
      conflict: (category: string) => told.push(`conflict ${category}`),
      retry: (category: string) => told.push(`retry ${category}`),
      answered: (_: string, seconds: number) => (answered += seconds > 0 ? 1 : 0),
      ended: ({ outcome, attempts }: EndedCommand) => told.push(`${outcome} ${attempts}`),
    };
    const collector = await startOtlpReceiver();
    const silence = { sent: () => undefined, dropped: () => undefined, failed: () => undefined };
    const tracing = otlpTracing({ url: collector.url, service: 'test', observer: silence });
    let lost = 0;
    const forgetful = overriding(store, {
      append: async (...call) => {
        const result = await store.append(...call);
        if ((lost += 1) === 2) throw new EventStoreError('outcome-unknown', 'the line went dead');
        return result;
      },
    });
    const of = application();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const context = command({ traceparent });
    const log = open(forgetful, { observer, tracing });
    await log.execute(documentList, of, command(), () => [attached('a')]);
    await log.execute(documentList, of, command(), () => [attached('b')]);
    await open().execute(documentList, of, command(), () => [attached('c')]);
    await log.execute(documentList, of, context, () => [attached('d')]);
    await log.execute(documentList, of, context, () => [attached('d')]);
    await log.execute(documentList, of, command(), () => []);
    await log.execute(documentList, of, command(), () => refuse('not-today'));
    await log.execute(documentList, of, { ...context, requestHash: 'other' }, () => []);
    await log.execute(documentList, of, command({ pinned: [revision(0)] }), () => []);
    const broken = log.execute(documentList, of, command(), () => {
      throw new RangeError('a bug');
    });
    await expect(broken).rejects.toThrow(RangeError);
    expect(told).toEqual([
      'appended 1',
      'retry application',
      'appended 1',
      'conflict application',
      'appended 2',
      'repeated 1',
      'unchanged 1',
      'refused 1',
      'reused 1',
      'stale 1',
      'failed 1',
    ]);
    expect(answered).toBe(4);

    await tracing.close();
    await collector.close();
    const spans = collector.spans;
    expect(spans.map(({ attributes }) => attributes['hawiya.outcome'])).toEqual(
      told.filter((line) => / \d$/.test(line)).map((line) => line.split(' ')[0]),
    );
    const [, , third] = spans;
    expect(third).toMatchObject({
      name: 'command application',
      parentSpanId: 'b7ad6b7169203331',
      attributes: { 'hawiya.attempts': 2, 'hawiya.stream': `application-${of.id}` },
      events: ['loading', 'deciding', 'appending', 'conflict', 'deciding', 'appending'],
    });
    expect(spans.filter(({ failed }) => failed)).toHaveLength(1);
    // What the command left goes on from its span, not from the one it came from.
    const last = (await log.history(of)).at(-1)?.metadata;
    expect(last?.traceparent).toBe(`00-${third?.traceId}-${third?.spanId}-01`);
  });

  describe('after an erasure', () => {
    it('reads the events, and of the person nothing', async () => {
      const log = open();
      const of = application();
      await log.execute(documentList, of, command(), () => [started('3123456789'), attached('a')]);
      await log.erase(subject);
      expect(await log.load(documentList, of, { fresh: false })).toEqual({
        state: { documents: ['a'], applicant: 'erased' },
        revision: 1n,
      });
      const next = await log.execute(documentList, of, command(), () => [attached('b')]);
      expect(next).toMatchObject({ kind: 'done', answer: { documents: ['a', 'b'], applicant: 'erased' } });
      expect((await verifyLog(store)).problems).toEqual([]);
    });

    it('the person may come again, under a new key', async () => {
      const log = open();
      const [before, after] = [application(), application()];
      await log.execute(documentList, before, command(), () => [started('3123456789')]);
      await log.erase(subject);
      await log.execute(documentList, after, command(), () => [started('3123456789')]);
      expect((await log.load(documentList, before)).state.applicant).toBe('erased');
      expect((await open().load(documentList, after)).state.applicant).toMatchObject({
        applicant: { kind: 'first-issue' },
      });
    });
  });
});

/** The store with some of its methods replaced: what a network may do, a driver in this process does not. */
function overriding(store: EventStore, methods: Partial<EventStore>): EventStore {
  return {
    append: (...call) => store.append(...call),
    readStream: (...call) => store.readStream(...call),
    readAll: (...call) => store.readAll(...call),
    subscribeToAll: (...call) => store.subscribeToAll(...call),
    lastPosition: () => store.lastPosition(),
    close: () => store.close(),
    ...methods,
  };
}
