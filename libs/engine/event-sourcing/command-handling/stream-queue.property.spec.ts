import { setImmediate as next } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { StreamQueue } from './stream-queue.js';

const asked = fc.record({ stream: fc.constantFrom('a', 'b', 'c'), takes: fc.nat({ max: 3 }) });

it('turns of a stream come one at a time in the order asked for, and no stream waits for another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 20 }), async (commands) => {
      const queue = new StreamQueue();
      const under = new Set<string>();
      const order: Record<string, number[]> = {};
      const held = await queue.turn('held all along');
      await Promise.all(
        commands.map(async ({ stream, takes }, n) => {
          const end = await queue.turn(stream);
          expect(under.has(stream)).toBe(false);
          under.add(stream);
          (order[stream] ??= []).push(n);
          for (let round = 0; round < takes; round += 1) await next();
          under.delete(stream);
          end();
        }),
      );
      held();
      for (const numbers of Object.values(order)) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(Object.values(order).flat()).toHaveLength(commands.length);
    }),
  );
});
