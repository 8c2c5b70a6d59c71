import { createRequire } from 'node:module';
import { Registry } from 'prom-client';
import { silentLogger } from '#runtime/logging/logger.js';
import { openTracing } from '#runtime/tracing/open-tracing.js';

const tracing = await openTracing(process.argv[2], 'test', {
  logger: silentLogger(),
  metrics: new Registry(),
});
const { cache } = createRequire(import.meta.url);
// Its API package is loaded by the metrics' library in any case.
const loaded = Object.keys(cache).filter((file) => /@opentelemetry\/(?!api\/)/.test(file)).length;
process.stdout.write(`${loaded} files of the SDK loaded\n`);
await tracing.close();
