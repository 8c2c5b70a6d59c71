import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchDeadlines } from './deadlines.js';
import { benchDistribution } from './distribution.js';
import { benchEmbeddedMongo } from './embedded-mongo.js';
import { benchEventStore } from './event-store.js';
import { benchEventStoreDb } from './eventstoredb.js';
import { benchFold } from './fold.js';
import { benchHttp } from './http.js';
import { benchKafka } from './kafka.js';
import { benchLag } from './lag.js';
import { benchLogCopy } from './log-copy.js';
import { benchProcesses } from './processes.js';
import { benchRebuild } from './rebuild.js';
import { benchRebuildMillion } from './rebuild-million.js';
import { benchEndurance } from './endurance.js';
import type { Result } from './result.js';
import { resultTable } from './result-table.js';
import { messageOf } from '#runtime/message-of.js';

/** Each measures one side of the service; their names are what `--only` takes. */
const BENCHES = {
  'event-store': benchEventStore,
  eventstoredb: benchEventStoreDb,
  'log-copy': benchLogCopy,
  distribution: benchDistribution,
  kafka: benchKafka,
  'embedded-mongo': benchEmbeddedMongo,
  http: benchHttp,
  lag: benchLag,
  deadlines: benchDeadlines,
  fold: benchFold,
  rebuild: benchRebuild,
  'rebuild-million': benchRebuildMillion,
  endurance: benchEndurance,
  processes: benchProcesses,
} as const satisfies Record<string, (options: { readonly quick: boolean }) => Promise<readonly Result[]>>;

const USAGE = `usage: npm run bench -- [--quick] [--only NAME]… [--json FILE]
  --quick      short runs that only show that everything still runs
  --only NAME  one of: ${Object.keys(BENCHES).join(', ')}
  --json FILE  the results as a flat list of {name, value, unit, target, ratioTo}`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
      },
    });
    const unknown = values.only.filter((name) => !(name in BENCHES));
    if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}`);
    return values;
  } catch (error) {
    console.error(`${messageOf(error)}\n${USAGE}`);
    process.exit(2);
  }
}

const { quick, only, json } = options();
const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
const results: Result[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (only.length > 0 && !only.includes(name)) continue;
  console.error(`… ${name}`);
  const measured = await bench({ quick });
  results.push(...measured);
  console.log(`\n${resultTable(measured)}`);
}
if (json !== undefined) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
