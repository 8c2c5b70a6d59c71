import { Deadlines } from '#apps/process-manager/deadlines/deadlines.js';
import { type MigratedTopics, migrateTopics } from '#apps/process-manager/migrate-topics.js';
import { oldEventsLeft, readOldEvents } from '#apps/process-manager/deadlines/old-events.js';
import { LEGACY_FACTS_TOPIC, topicsWith } from '#contracts/topics.js';
import { unreachable } from '#decider/decider.js';
import { systemClock } from '#runtime/clock/clock.js';
import { messageOf } from '#runtime/message-of.js';
import { ExpectedFailure } from '../failure.js';
import { counted, duration } from '../figures.js';
import { interruptible } from '../interruptible.js';
import { type OpenedModels, withModels } from './opened-models.js';
import { printAccessList } from './print-access-list.js';

/** Makes what is missing, and says what. @throws ExpectedFailure when an index differs (1), and when it is not done (2) */
export function migrateAll(): Promise<void> {
  return withModels(
    undefined,
    (opened) =>
      interruptible('what was made stays; migrate again to go on', (signal) => migrate(opened, signal)),
    { migrates: true },
  );
}

async function migrate(
  { parts, models, configuration, logger }: OpenedModels,
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
  const { partitions } = configuration;
  const topics = await step('topics', migrateTopics(parts.distribution, partitions));
  for (const name of topics.made) console.log(`made ${name}`);
  console.log(
    `topics ${topicsWith(partitions)
      .map(({ name }) => name)
      .join(', ')}`,
  );
  sayOfLegacy(topics);
  for (const model of models) {
    const built = await step(model.name, model.ensureCurrent());
    const how =
      built === undefined
        ? 'is current'
        : `built of ${counted(built.events)} events in ${duration(built.seconds * 1_000)}`;
    console.log(`${model.name} ${how}`);
  }
  // It can take long, and the command's log says warnings only.
  const left = await step('deadlines', oldEventsLeft(parts.connection));
  if (left !== undefined)
    console.log(
      `deadlines (${left.kinds.join(', ')}): old events are read, ${counted(left.events)} were before`,
    );
  const old = await step(
    'deadlines',
    readOldEvents(
      { ...parts, deadlines: new Deadlines(parts.connection, configuration), clock: systemClock, logger },
      { signal },
    ),
  );
  if (old !== undefined)
    console.log(`deadlines (${old.kinds.join(', ')}) of ${counted(old.events)} events are set`);
  const { is } = topics.legacy;
  printAccessList(configuration, is !== 'absent' && is !== 'removed');
  if (differing.length > 0) throw new ExpectedFailure(`indexes differ: ${differing.join(', ')}`, 1);
}

/** What has become of the topic that all services wrote to in the first release. */
function sayOfLegacy({ legacy }: MigratedTopics): void {
  switch (legacy.is) {
    case 'absent':
      return;
    case 'removed':
      return console.log(`removed ${LEGACY_FACTS_TOPIC}: all of it was taken in`);
    case 'kept':
      return console.log(
        `${LEGACY_FACTS_TOPIC} is empty, and kept until the next migrate: let the services move to their own topics first`,
      );
    case 'waited for':
      return console.log(
        `${LEGACY_FACTS_TOPIC}: ${counted(Number(legacy.waiting))} messages are not taken in yet; the first migrate after that removes it`,
      );
    default:
      return unreachable(legacy);
  }
}
