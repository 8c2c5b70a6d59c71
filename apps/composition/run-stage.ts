import { readConfiguration } from '#configuration/read-configuration.js';
import { runUntilSignal } from './run.js';
import { startService } from './service.js';
import type { Stage } from './stages.js';

/** One stage as a process of its own, configured by the environment. */
export function runStage(stage: Stage): Promise<never> {
  return runUntilSignal(async () => {
    const configuration = readConfiguration(process.env, stage === 'api' ? 'api' : 'alone');
    return startService(configuration, [stage]);
  });
}
