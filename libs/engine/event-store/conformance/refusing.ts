import { describe, expect, it } from '@jest/globals';
import type { Batch } from './events.js';
import type { StreamName } from '../port.js';
import { streamName } from '../validation.js';
import { anEvent, appended, aStream, codeOf, events, revision } from './events.js';
import type { Suite } from './fixture.js';

const ARABIC_512_BYTES = 'ط'.repeat(256);
const LONE_SURROGATE = '\ud800';
const same = anEvent();

/** Fills a name up to 512 bytes: an ASCII beginning that makes it unique, Arabic after it. */
function atMost512Bytes(beginning: string) {
  const left = 512 - Buffer.byteLength(beginning);
  return streamName(`${beginning}${'x'.repeat(left % 2)}${'ط'.repeat(left >> 1)}`);
}

export function conformsInRefusing({ store }: Suite): void {
  describe('refuses as invalid, before anything is stored,', () => {
    it.each<[string, Batch]>([
      ['an id that is no UUID', [anEvent({ id: 'x' })]],
      ['an empty id', [anEvent({ id: '' })]],
      ['an upper-case UUID, which would not come back as it is', [anEvent({ id: same.id.toUpperCase() })]],
      ['the nil UUID', [anEvent({ id: '00000000-0000-0000-0000-000000000000' })]],
      ['a bad id after good events', [anEvent(), anEvent(), anEvent({ id: '1' })]],
      ['two events of one id', [same, same]],
      ['an empty type', [anEvent({ type: '' })]],
      ['a type of the store itself', [anEvent({ type: '$metadata' })]],
      ['a type with a control character', [anEvent({ type: 'A\u0000' })]],
      ['a type that is broken UTF-16', [anEvent({ type: LONE_SURROGATE })]],
      ['a type of 257 characters', [anEvent({ type: 'x'.repeat(257) })]],
    ])('%s', async (_, batch) => {
      const stream = aStream();
      expect(await codeOf(store().append(stream, 'no_stream', batch))).toBe('invalid');
      expect(await store().readStream(stream)).toEqual({ kind: 'no_stream' });
      expect(await appended(store(), stream, 'no_stream', events(1))).toMatchObject({ revision: 0n });
    });

    it.each([
      ['no name', ''],
      ['a name of the store itself', '$all'],
      ['a control character', 'a\nb'],
      ['broken UTF-16', `a-${LONE_SURROGATE}`],
      ['513 bytes', `${ARABIC_512_BYTES}x`],
    ])('a stream with %s', async (_, name) => {
      const stream = name as StreamName; // past the parser on purpose
      expect(() => streamName(name)).toThrow(expect.objectContaining({ code: 'invalid' }));
      expect(await codeOf(store().append(stream, 'no_stream', events(1)))).toBe('invalid');
    });

    it('a negative revision, an empty append, a limit below 1 or no whole number', async () => {
      const empty = [] as unknown as Batch; // past the types on purpose
      const stream = aStream();
      expect(await codeOf(store().append(stream, revision(-1), events(1)))).toBe('invalid');
      expect(await codeOf(store().append(stream, 'no_stream', empty))).toBe('invalid');
      await appended(store(), stream, 'no_stream', events(1));
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        expect(await codeOf(store().readStream(stream, { limit }))).toBe('invalid');
      }
    });

    it('but takes names at the edge', async () => {
      const stream = atMost512Bytes(aStream());
      const type = 'ط'.repeat(256);
      await appended(store(), stream, 'no_stream', [anEvent({ type })]);
      expect(await store().readStream(stream)).toMatchObject({ kind: 'found', events: [{ stream, type }] });
    });
  });
}
