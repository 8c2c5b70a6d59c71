import { runUntilSignal } from '#apps/composition/run.js';
import { startSandbox } from '#apps/composition/sandbox.js';
import { readConfiguration } from '#configuration/read-configuration.js';

/** The OpenID provider of invented people by itself, for processes that run beside each other. */
await runUntilSignal(async () => {
  const sandbox = await startSandbox(readConfiguration(process.env));
  process.stdout.write(`listening on ${sandbox.issuer}\n`);
  let ended: () => void;
  const closed = new Promise<void>((resolve) => (ended = resolve));
  return { closed, close: () => sandbox.close().then(() => ended()) };
});
