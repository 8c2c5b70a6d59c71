import { writeSync } from 'node:fs';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';

/*
 * Publishes and consumes until it is killed, and writes down what it was promised (`acked n`, once the publish was
 * answered) and what it did (`done partition offset`, at the end of its handler).
 */
const [path = '', from = '0'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`); // at once: a killed process flushes nothing

const distribution = await openEmbeddedDistribution({ path });
await distribution.ensureTopics([{ name: 't', partitions: 4 }]);
const consuming = distribution.consume({
  topic: 't',
  group: 'g',
  maxBatch: 5,
  signal: new AbortController().signal,
  handle: async ({ partition, messages }) => {
    await new Promise(setImmediate);
    say(`done ${partition} ${messages[0].offset + BigInt(messages.length - 1)}`);
  },
});

let next = Number(from);
async function publishForEver(): Promise<never> {
  for (;;) {
    const numbers = [next, next + 1, next + 2];
    next += 3;
    const messages = numbers.map((n) => ({ key: `k${n % 23}`, headers: {}, value: Buffer.from(String(n)) }));
    await distribution.publish('t', messages);
    say(`acked ${numbers.join(' ')}`);
  }
}
await Promise.all([consuming, ...Array.from({ length: 8 }, publishForEver)]);
