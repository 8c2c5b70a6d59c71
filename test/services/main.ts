import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFile } from '#platform/project-file.js';
import { startKafka } from './kafka.js';

/** Runs the suites that need servers (`*.services.ts`); arguments go to jest. Servers that are named are not started. */
const kafka = process.env['KAFKA_BROKERS'] === undefined ? await startKafka() : undefined;
try {
  const jest = projectFile('node_modules/jest/bin/jest.js');
  const config = projectFile('jest.services.config.mjs');
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', jest, '--config', config, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, ...(kafka !== undefined && { KAFKA_BROKERS: kafka.brokers.join(',') }) },
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await kafka?.dispose();
}
