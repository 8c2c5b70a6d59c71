import { runUntilSignal } from '#apps/composition/run.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { startStandalone } from './start.js';
import { welcome } from './welcome.js';

await runUntilSignal(async () => {
  const service = await startStandalone(readConfiguration(process.env));
  if (service.issuer !== undefined) process.stderr.write(welcome({ ...service, issuer: service.issuer }));
  return service;
});
