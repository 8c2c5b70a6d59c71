import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '#test/support/eventually.js';

/** Waits until so many brokers of the cluster are there, ready for topics. */
export async function answers(
  brokers: readonly string[],
  count: number,
  { deadlineMs, check }: { readonly deadlineMs: number; readonly check: () => void },
): Promise<void> {
  const asked = async () => {
    check();
    return (await brokersOf(brokers)) >= count;
  };
  await eventually(asked, { deadlineMs, what: 'Kafka answering' });
}

async function brokersOf(brokers: readonly string[]): Promise<number> {
  const kafka = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 500,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length;
  } catch {
    return 0; // not yet
  } finally {
    await admin.disconnect();
  }
}
