import { writeSync } from 'node:fs';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import { DistributionError } from '#topics/port.js';

/* Publishes until the disk is full, then says what it was told, and whether the rest still works. */
const [path = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const distribution = await openEmbeddedDistribution({ path });
await distribution.ensureTopics([{ name: 't', partitions: 1 }]);
const message = { key: 'k', headers: {}, value: new Uint8Array(100_000) };
for (let number = 0; ; number += 1) {
  try {
    await distribution.publish('t', [message]);
    say(`acked ${number}`);
  } catch (error) {
    if (!(error instanceof DistributionError)) throw error;
    say(`failed ${error.code}`);
    break;
  }
}
const stop = new AbortController();
await distribution
  .consume({
    topic: 't',
    group: 'g',
    maxBatch: 1_000,
    signal: stop.signal,
    handle: async ({ messages }) => {
      say(`read ${messages.length}`);
      stop.abort();
    },
    onError: (error) => say(`offset ${error instanceof DistributionError ? error.code : String(error)}`),
  })
  .catch((error: unknown) =>
    say(`consume ${error instanceof DistributionError ? error.code : String(error)}`),
  );
await distribution.close();
say('closed');
