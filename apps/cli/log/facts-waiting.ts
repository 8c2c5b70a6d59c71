import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openDistribution } from '#apps/composition/distribution.js';
import { OpenedParts } from '#apps/composition/opened.js';
import { Outages } from '#apps/composition/outages.js';
import { CONSUMED_INBOXES } from '#apps/process-manager/inbox/facts-topics.js';
import type { Configuration } from '#configuration/configuration.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import type { LogPlace } from './log-place.js';

/**
 * Facts that services have told and that are not in the log yet: on the folder's own topics, or on the brokers that the
 * settings name beside EventStoreDB. Undefined: there is nobody to ask.
 * @throws DistributionError
 */
export async function factsWaiting(
  place: LogPlace,
  configuration: Configuration,
): Promise<bigint | undefined> {
  const of = placeOfTopics(place, configuration);
  if (of === undefined) return undefined;
  if (of.kafkaBrokers === undefined && !(await isThere(join(of.data, 'topics')))) return 0n;
  const opened = new OpenedParts();
  try {
    const outages = new Outages(silentLogger());
    const { logger } = outages;
    const distribution = await openDistribution({ configuration: of, logger, opened, outages, probes: [] });
    opened.keep(outages, (part) => Promise.resolve(part.close()));
    let waiting = 0n;
    for (const { topic, group } of CONSUMED_INBOXES) {
      if (!(await distribution.hasTopic(topic))) continue;
      for (const { lag } of await distribution.lag(topic, group)) waiting += lag;
    }
    return waiting;
  } finally {
    await opened.close();
  }
}

function placeOfTopics(place: LogPlace, configuration: Configuration): Configuration | undefined {
  if (place.kind === 'embedded')
    return readConfiguration({ ...process.env, HAWIYA_DATA: place.data, HAWIYA_KAFKA_BROKERS: undefined });
  return configuration.kafkaBrokers === undefined ? undefined : configuration;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
