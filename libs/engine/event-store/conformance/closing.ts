import { describe, expect, it } from '@jest/globals';
import { appended, aStream, codeOf, collect, events } from './events.js';
import type { Suite } from './fixture.js';
import { subscriber } from './subscriber.js';

export function conformsInClosing({ store, fixture: { deadlineMs } }: Suite): void {
  describe('closing', () => {
    it('waits for the appends under way', async () => {
      const work = Array.from({ length: 20 }, () => appended(store(), aStream(), 'no_stream', events(1)));
      await store().close();
      const results = await Promise.all(work);
      expect(new Set(results.map(({ position }) => position)).size).toBe(20);
    });

    it('ends subscriptions without an error', async () => {
      const { position: after } = await appended(store(), aStream(), 'no_stream', events(1));
      const reader = subscriber(store(), { after, deadlineMs });
      await reader.until(() => reader.messages.some(({ kind }) => kind === 'caught-up'));
      await store().close();
      await reader.ended;
    });

    it('can be done twice, and leaves a store that says so', async () => {
      await Promise.all([store().close(), store().close()]);
      await store().close();
      expect(await codeOf(store().append(aStream(), 'no_stream', events(1)))).toBe('unavailable');
      expect(await codeOf(store().readStream(aStream()))).toBe('unavailable');
      expect(await codeOf((async () => collect(store().readAll()))())).toBe('unavailable');
      expect(await codeOf(store().lastPosition())).toBe('unavailable');
    });
  });
}
