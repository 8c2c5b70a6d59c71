import { Command } from 'commander';
import { topicsWith } from '#contracts/topics.js';
import { messageOf } from '#platform/message-of.js';
import { ExpectedFailure } from '../failure.js';
import { counted, duration } from '../figures.js';
import { interruptible } from '../projections/interruptible.js';
import { type OpenedModels, withModels } from '../projections/opened-models.js';

/** `hawiya migrate`: 0 all is as it should be; 1 an index differs; 2 not done. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'make topics, collections and indexes that are missing, and build read models that are missing or of another version; safe to repeat. An index that differs is left alone: drop it, and migrate again',
    )
    .action(() => withModels(undefined, (opened) => interruptible((signal) => migrateAll(opened, signal))));
}

async function migrateAll(
  { parts, models, configuration }: OpenedModels,
  signal: AbortSignal,
): Promise<void> {
  const step = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw new ExpectedFailure(`${what}: ${messageOf(error)}`);
    } finally {
      signal.throwIfAborted();
    }
  };
  const { made, differing } = await step('collections', parts.migrate());
  for (const each of made) console.log(`made ${each}`);
  const topics = topicsWith(configuration.partitions);
  await step('topics', parts.distribution.ensureTopics(topics));
  console.log(`topics ${topics.map(({ name }) => name).join(', ')}`);
  for (const model of models) {
    const built = await step(model.name, model.ensureCurrent());
    const how =
      built === undefined
        ? 'is current'
        : `built of ${counted(built.events)} events in ${duration(built.seconds * 1_000)}`;
    console.log(`${model.name} ${how}`);
  }
  if (differing.length > 0) throw new ExpectedFailure(`indexes differ: ${differing.join(', ')}`, 1);
}
