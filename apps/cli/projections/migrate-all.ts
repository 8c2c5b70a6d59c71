import { topicsWith } from '#contracts/topics.js';
import { messageOf } from '#platform/message-of.js';
import { ExpectedFailure } from '../failure.js';
import { counted, duration } from '../figures.js';
import { interruptible } from '../interruptible.js';
import { type OpenedModels, withModels } from './opened-models.js';

/** Makes what is missing, and says what. @throws ExpectedFailure when an index differs (1), and when it is not done (2) */
export function migrateAll(): Promise<void> {
  return withModels(undefined, (opened) =>
    interruptible('what was made stays; migrate again to go on', (signal) => migrate(opened, signal)),
  );
}

async function migrate({ parts, models, configuration }: OpenedModels, signal: AbortSignal): Promise<void> {
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
