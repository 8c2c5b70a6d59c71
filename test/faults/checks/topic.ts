import { setTimeout as pause } from 'node:timers/promises';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Distribution } from '#topics/port.js';
import { retryUntilAborted } from '#runtime/retry-until-aborted.js';
import type { History } from '../history.js';
import { type Difference, Findings } from './difference.js';

const GROUP = 'fault-harness';
const LOOK_EVERY_MS = 50;

/** Every event of the log is on the topic at least once, and in the log's order per key once repeats are taken out. */
export async function checkTopic(
  distribution: Distribution,
  history: History,
): Promise<readonly Difference[]> {
  const findings = new Findings('topic');
  const { keys, messages } = await readTopic(distribution);
  const expected = new Map<string, string[]>();
  for (const { id, metadata } of history.events) {
    const ids = expected.get(metadata.partitionKey) ?? [];
    expected.set(metadata.partitionKey, ids);
    ids.push(id);
  }
  for (const [key, ids] of expected) {
    const found = [...(keys.get(key) ?? [])];
    const missing = ids.filter((id) => !keys.get(key)?.has(id));
    if (missing.length > 0) findings.add(`key ${key}: ${missing.length} events are not on the topic`);
    else if (found.join() !== ids.join()) findings.add(`key ${key}: not in the order of the log`);
  }
  for (const key of keys.keys()) if (!expected.has(key)) findings.add(`key ${key} is not in the log`);
  if (messages < history.events.length)
    findings.add(`${messages} messages for ${history.events.length} events`);
  return findings.differences;
}

/** The ids of every key's messages, in the order they first came. */
async function readTopic(distribution: Distribution) {
  const keys = new Map<string, Set<string>>();
  let messages = 0;
  const stop = new AbortController();
  const read = async (): Promise<boolean> =>
    (await distribution.lag(EVENTS_TOPIC, GROUP)).every(({ lag }) => lag === 0n);
  const looking = retryUntilAborted(
    async () => {
      while (!(await read())) await pause(LOOK_EVERY_MS);
      stop.abort();
    },
    stop.signal,
    () => undefined, // a broker that is busy: asked again
  );
  await distribution.consume({
    topic: EVENTS_TOPIC,
    group: GROUP,
    signal: stop.signal,
    handle: async (batch) => {
      for (const { key, headers } of batch.messages) {
        messages += 1;
        const ids = keys.get(key) ?? new Set();
        keys.set(key, ids.add(headers['ce_id'] ?? ''));
      }
    },
  });
  await looking;
  return { keys, messages };
}
