import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { NewEvent } from '../port.js';
import { streamName } from '../validation.js';
import { anEvent, appended, aStream, collect, events, streamOf } from './events.js';
import type { Suite } from './fixture.js';

const bytes = (event: NewEvent) => ({
  id: event.id,
  type: event.type,
  format: event.format,
  data: Buffer.from(event.data),
  metadata: Buffer.from(event.metadata),
});

export function conformsInContent({ store, fixture }: Suite): void {
  describe('what is stored comes back unchanged', () => {
    it('Arabic in the stream, the type, the data and the metadata', async () => {
      const stream = streamName(`طلب-${aStream()}`);
      const event = anEvent({
        type: 'قُدِّم_الطلب',
        data: Buffer.from('{ "الاسم": "محمد بن عبد الله", "ملاحظة": "\\u0645 ٢٠٢٥" }'),
        metadata: Buffer.from('{"من":"الجوازات"}'),
      });
      await appended(store(), stream, 'no_stream', [event]);
      const [stored] = await streamOf(store(), stream);
      expect(stored && bytes(stored)).toEqual(bytes(event));
      expect(stored?.stream).toBe(stream);
    });

    it('JSON to the last space and digit, and the order of its keys', async () => {
      const stream = aStream();
      const data = Buffer.from('{"z":1.0, "a":\n[1e3, 12345678901234567890 ],"a":null}');
      await appended(store(), stream, 'no_stream', [anEvent({ data })]);
      expect((await streamOf(store(), stream)).map((event) => Buffer.from(event.data).toString())).toEqual([
        data.toString(),
      ]);
    });

    it('bytes of every value, and none at all', async () => {
      const stream = aStream();
      const every = anEvent({
        format: 'binary',
        data: Uint8Array.from({ length: 1_024 }, (_, n) => n % 256),
      });
      const none = anEvent({ format: 'binary', data: new Uint8Array(0) });
      await appended(store(), stream, 'no_stream', [every, none]);
      expect((await streamOf(store(), stream)).map(bytes)).toEqual([every, none].map(bytes));
    });

    it('data that the writer changes after it was answered, or the reader in its copy', async () => {
      const stream = aStream();
      const data = Buffer.from('{"a":1}');
      await appended(store(), stream, 'no_stream', [anEvent({ data })]);
      data.fill(0);
      (await streamOf(store(), stream))[0]?.data.fill(0);
      expect((await streamOf(store(), stream)).map((event) => Buffer.from(event.data).toString())).toEqual([
        '{"a":1}',
      ]);
    });

    it('by each way of reading, with the moment it was recorded', async () => {
      const stream = aStream();
      const event = anEvent();
      const earliest = Date.now() - 60_000;
      const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
      const { position } = await appended(store(), stream, 'no_stream', [event]);
      const [fromStream] = await streamOf(store(), stream);
      const log = await collect(store().readAll({ after }));
      const stop = new AbortController();
      for await (const message of store().subscribeToAll({ after, signal: stop.signal })) {
        if (message.kind !== 'event' || message.event.position !== position) continue;
        expect(message.event).toEqual(fromStream);
        stop.abort();
      }
      expect(log.find((found) => found.position === position)).toEqual(fromStream);
      expect(fromStream?.created.getTime()).toBeGreaterThan(earliest);
      expect(fromStream?.created.getTime()).toBeLessThan(Date.now() + 60_000);
    });

    it(
      'whatever it is',
      async () => {
        const anything = fc.record({
          type: fc
            .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
            .filter((type) => !/[$\p{Cc}]/u.test(type)),
          format: fc.constantFrom('json' as const, 'binary' as const),
          data: fc.uint8Array({ maxLength: 5_000 }),
          metadata: fc.uint8Array({ maxLength: 5_000 }),
        });
        const runs = fc.asyncProperty(
          fc.array(anything, { minLength: 1, maxLength: 5 }),
          async (contents) => {
            const stream = aStream();
            // `json` promises a driver nothing about the bytes' validity, and a server need not look.
            const [first = anEvent(), ...rest] = contents.map((content) =>
              anEvent({ ...content, format: 'binary' }),
            );
            await appended(store(), stream, 'no_stream', [first, ...rest]);
            expect((await streamOf(store(), stream)).map(bytes)).toEqual([first, ...rest].map(bytes));
          },
        );
        await fc.assert(runs, { numRuns: 25 });
      },
      fixture.deadlineMs,
    );
  });
}
