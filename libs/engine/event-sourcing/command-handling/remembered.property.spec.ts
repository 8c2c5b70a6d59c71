import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { refuse } from '#decider/decider.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '../codec.js';
import { EventLog } from '../event-log.js';
import { application, attached, command, documentList } from '../testing/document-list.js';
import { temporaryLog } from '../testing/temporary-log.js';

/* Processes that remember different things of one stream, and one that remembers nothing. */

type Step =
  | { readonly by: number; readonly does: 'attach'; readonly document: string }
  | { readonly by: number; readonly does: 'look' | 'forget' }
  /** It consumes the topic: whatever was written before is seen. */
  | { readonly by: number; readonly does: 'consume' };

const PROCESSES = 3;
const by = fc.nat({ max: PROCESSES - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    by,
    does: fc.constant('attach' as const),
    document: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  fc.record({ by, does: fc.constantFrom('look' as const, 'forget' as const, 'consume' as const) }),
);

describe('decisions on a remembered state', () => {
  let opened: Awaited<ReturnType<typeof temporaryLog>>;
  beforeAll(async () => {
    opened = await temporaryLog();
  });
  afterAll(() => opened.remove());

  /** Each document once: refused when it is there, nothing when it is the last one. */
  const attach = (log: EventLog, of: ReturnType<typeof application>, document: string, isNew: boolean) =>
    log.execute(
      documentList,
      of,
      command(),
      ({ documents }) => {
        if (documents.at(-1) === document) return [];
        return documents.includes(document) ? refuse('there-already') : [attached(document)];
      },
      { isNew },
    );

  it('are the same as on one that was read, whoever wrote and whatever was remembered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, isNew) => {
        const { store, keys } = opened;
        const logs = Array.from(
          { length: PROCESSES },
          () => new EventLog(store, new Codec(keys, EVENT_TYPES)),
        );
        const of = application();
        let documents: readonly string[] = [];
        for (const one of steps) {
          const log = logs[one.by];
          if (log === undefined) throw new Error('no such process');
          if (one.does === 'attach') {
            const { document } = one;
            const fresh = documents.includes(document) ? 'refused' : 'appended';
            const expected = documents.at(-1) === document ? 'unchanged' : fresh;
            const result = await attach(log, of, document, isNew);
            const done = result.kind === 'done' && result.position === undefined ? 'unchanged' : 'appended';
            expect(result.kind === 'done' ? done : result.kind).toBe(expected);
            if (expected === 'appended') documents = [...documents, document];
          } else if (one.does === 'consume') {
            const history = await new EventLog(store, new Codec(keys, EVENT_TYPES)).history(of);
            for (const { stream, revision } of history) log.seen(stream, revision);
            // From here on memory is as good as the store for what follows from these events.
            const followed = { partitionKey: of.partitionKey, type: 'DocumentAttached' };
            const after = await log.load(documentList, of, { after: { followed } });
            expect(after.state.documents).toEqual(documents);
          } else if (one.does === 'look') {
            expect((await log.load(documentList, of)).state.documents).toEqual(documents);
          } else {
            log.forget();
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lose and double nothing when new streams are begun by several at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(by, { minLength: 2, maxLength: 8 }), async (writers) => {
        const { store, keys } = opened;
        const logs = Array.from(
          { length: PROCESSES },
          () => new EventLog(store, new Codec(keys, EVENT_TYPES)),
        );
        const of = application();
        const once = command();
        const results = await Promise.all(
          writers.map(async (writer, n) => {
            const log = logs[writer];
            if (log === undefined) throw new Error('no such process');
            // The first command is everybody's, as a request that is sent again through another process.
            const shared = await log.execute(documentList, of, once, () => [attached('first')], {
              isNew: true,
            });
            await log.execute(documentList, of, command(), () => [attached(`${n}`)], { isNew: true });
            return shared;
          }),
        );
        const { state } = await new EventLog(store, new Codec(keys, EVENT_TYPES)).load(documentList, of);
        expect([...state.documents].sort()).toEqual(['first', ...writers.map((_, n) => `${n}`)].sort());
        for (const one of results) expect(one).toMatchObject({ kind: 'done', revision: 0n });
      }),
      { numRuns: 30 },
    );
  });

  it('need no read before a refusal where the store is this process’s alone', async () => {
    const { store, keys } = opened;
    let reads = 0;
    const log = new EventLog(store, new Codec(keys, EVENT_TYPES), {
      alone: true,
      observer: { read: () => (reads += 1) },
    });
    const of = application();
    await attach(log, of, 'a', true);
    await attach(log, of, 'b', false);
    for (const document of ['a', 'b']) await attach(log, of, document, false);
    await log.load(documentList, of);
    expect(reads).toBe(0);
  });
});
