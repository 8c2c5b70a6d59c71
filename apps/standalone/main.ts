import { readConfiguration } from '#platform/configuration/read-configuration.js';
import { startStandalone } from './start.js';

/** Exit codes: 0 ended by SIGTERM or SIGINT; 2 could not start, with one line that says why. */
try {
  const service = await startStandalone(readConfiguration(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void service.close());
  await service.closed;
  process.exit(0);
} catch (error) {
  process.stderr.write(`hawiya: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
