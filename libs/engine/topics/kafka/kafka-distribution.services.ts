import { Kafka, logLevel } from 'kafkajs';
import { distributionConformance } from '../conformance/distribution.conformance.js';
import type { Opened } from '../conformance/fixture.js';
import { openKafkaDistribution } from './kafka-distribution.js';

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

function open(): Opened {
  const distribution = openKafkaDistribution({
    brokers,
    clientId: 'conformance',
    backOff: { firstMs: 5, capMs: 20 },
    groups: { sessionMs: 6_000, heartbeatMs: 500 },
  });
  return {
    distribution,
    reopen: async () => {
      await distribution.close();
      return open();
    },
    dispose: () => distribution.close(),
  };
}

/** The suite's own topics and groups; a broker that others use, too, must not have these. */
async function empty(): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const ours = async () => (await admin.listTopics()).filter((name) => !name.startsWith('__'));
    const { groups } = await admin.listGroups();
    if (groups.length > 0) await admin.deleteGroups(groups.map(({ groupId }) => groupId));
    const topics = await ours();
    if (topics.length > 0) await admin.deleteTopics({ topics });
    while ((await ours()).length > 0);
  } finally {
    await admin.disconnect();
  }
}

distributionConformance('Kafka', {
  deadlineMs: 30_000,
  denseOffsets: true,
  open: async () => {
    await empty();
    return open();
  },
});
