import { writeSync } from 'node:fs';
import { openParts } from '#apps/composition/parts.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { readModelRuntimes } from '#read-models/read-model-runtimes.js';
import { UNOBSERVED } from '#projections/observer.js';

/* Rebuilds the first model of a data folder, slowly, until it is killed; `HAWIYA_CRASH_AT` says where. */
const [data = ''] = process.argv.slice(2);
const parts = await openParts(readConfiguration({ HAWIYA_DATA: data }), silentLogger());
const [model] = readModelRuntimes({ ...parts, visibility: { written: () => undefined } }, () => UNOBSERVED);
await model?.rebuild({
  pageEvents: 4,
  checkpointEveryMs: 0,
  advanced: ({ events }) => void writeSync(1, `${events} events\n`), // at once: a killed process flushes nothing
});
await parts.close();
