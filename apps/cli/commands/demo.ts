import { Command } from 'commander';

/** `hawiya demo`: 0 every outcome is as expected; 1 one differs; 2 the service could not be started. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('start the service on a fresh data folder, play samples/ through it, then keep serving')
    .option('--exit', 'end after the table instead of serving on')
    .action(async (options: { readonly exit?: boolean }) => {
      const { demo } = await import('../play/demo.js');
      await demo(options);
    });
}
