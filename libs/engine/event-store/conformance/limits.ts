import { describe, expect, it } from '@jest/globals';
import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS, MAX_APPEND_METADATA_BYTES } from '../port.js';
import { anEvent, appended, aStream, type Batch, codeOf, events, idsOf, streamOf } from './events.js';
import type { Suite } from './fixture.js';

const sized = (data: number, metadata = 2) =>
  anEvent({
    format: 'binary',
    data: new Uint8Array(data).fill(7),
    metadata: new Uint8Array(metadata).fill(32),
  });

export function conformsInLimits({ store }: Suite): void {
  describe('limits', () => {
    it.each<[string, () => Batch]>([
      ['one event of 1 MiB', () => [sized(MAX_APPEND_BYTES)]],
      ['events of 1 MiB together', () => [sized(MAX_APPEND_BYTES - 10), sized(10)]],
      ['metadata at its limit', () => [sized(1, MAX_APPEND_METADATA_BYTES - 1), sized(1, 1)]],
      ['the most events', () => events(MAX_APPEND_EVENTS)],
    ])('takes %s', async (_, make) => {
      const stream = aStream();
      const batch = make();
      await appended(store(), stream, 'no_stream', batch);
      const stored = await streamOf(store(), stream);
      expect(idsOf(stored)).toEqual(idsOf(batch));
      expect(stored.every(({ data }, n) => Buffer.from(data).equals(batch[n]?.data ?? Buffer.alloc(0)))).toBe(
        true,
      );
    });

    it.each<[string, () => Batch]>([
      ['one event of a byte more', () => [sized(MAX_APPEND_BYTES + 1)]],
      ['events of a byte more together', () => [sized(MAX_APPEND_BYTES), sized(1)]],
      ['metadata of a byte more', () => [sized(1, MAX_APPEND_METADATA_BYTES), sized(1, 1)]],
      ['an event too many', () => events(MAX_APPEND_EVENTS + 1)],
    ])('refuses %s as too large, stores nothing and goes on', async (_, make) => {
      const stream = aStream();
      expect(await codeOf(store().append(stream, 'no_stream', make()))).toBe('too-large');
      expect(await store().readStream(stream)).toEqual({ kind: 'no_stream' });
      expect(await appended(store(), stream, 'no_stream', events(1))).toMatchObject({ revision: 0n });
    });
  });
}
