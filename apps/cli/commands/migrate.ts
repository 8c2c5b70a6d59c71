import { Command } from 'commander';

/** `hawiya migrate`: 0 all is as it should be; 1 an index differs; 2 not done. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'make topics, collections and indexes that are missing, and build read models that are missing or of another version, and set the deadlines of kinds that came with this release; safe to repeat. An index that differs is left alone: drop it, and migrate again. The first release’s topic of facts is removed once all of it has been taken in. With Kafka, prints the access list the broker needs',
    )
    .option('--access-list', 'print the kafka-acls commands of the access list, and do nothing else')
    .action(async ({ accessList = false }: { readonly accessList?: boolean }) => {
      if (accessList) {
        const { printConfiguredAccessList } = await import('../projections/print-access-list.js');
        return printConfiguredAccessList();
      }
      const { migrateAll } = await import('../projections/migrate-all.js');
      await migrateAll();
    });
}
