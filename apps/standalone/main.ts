import { runUntilSignal } from '#apps/composition/run.js';
import { readConfiguration } from '#platform/configuration/read-configuration.js';
import { startStandalone } from './start.js';

await runUntilSignal(async () => startStandalone(readConfiguration(process.env)));
