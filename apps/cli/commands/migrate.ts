import { Command } from 'commander';

/** `hawiya migrate`: 0 all is as it should be; 1 an index differs; 2 not done. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'make topics, collections and indexes that are missing, and build read models that are missing or of another version; safe to repeat. An index that differs is left alone: drop it, and migrate again',
    )
    .action(async () => {
      const { migrateAll } = await import('../projections/migrate-all.js');
      await migrateAll();
    });
}
