import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENTS_TOPIC, factsTopicOf } from '#contracts/topics.js';
import { openEmbeddedDistribution } from '#topics/embedded/embedded-distribution.js';
import type { Distribution } from '#topics/port.js';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { newLogId } from '#event-sourcing/identity/identity-stream.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { topicsRecord } from './topics-record.js';

describe('the embedded topics', () => {
  const folder = temporaryFolders();
  const [log, other] = [newLogId(), newLogId()];
  const facts = factsTopicOf('traffic');
  let path: string;
  let topics: Distribution;
  let part: DerivedPart;

  beforeEach(async () => {
    path = await folder();
    topics = await openEmbeddedDistribution({ path });
    part = topicsRecord(topics, path);
    for (const name of [EVENTS_TOPIC, facts]) {
      await topics.ensureTopics([{ name, partitions: 1 }]);
      await topics.publish(name, [{ key: 'k', headers: {}, value: new Uint8Array() }]);
    }
  });
  afterEach(() => topics.close());

  it('of the former release say nothing and are adopted, and know it from then on', async () => {
    expect(await part.disagrees(log)).toBeUndefined();
    await part.record(log);
    await part.record(other); // somebody else was first
    await topics.close();
    topics = await openEmbeddedDistribution({ path });
    const again = topicsRecord(topics, path);
    expect(await again.disagrees(log)).toBeUndefined();
    expect(await again.disagrees(other)).toBe(`the topics in ${path} were published from the log ${log}`);
    expect(await again.disagrees(undefined)).toContain(log);
  });

  it('begin anew with another log; facts that wait stay', async () => {
    await part.record(other);
    await part.reset(log);
    await part.reset(log);
    expect(await part.disagrees(log)).toBeUndefined();
    expect(await topics.hasTopic(EVENTS_TOPIC)).toBe(false);
    expect(await topics.lag(facts, 'g')).toEqual([{ partition: 0, lag: 1n }]);
  });

  it('whose record cannot be read are never taken for those of this log', async () => {
    await writeFile(join(path, 'log.json'), '{}');
    await expect(part.disagrees(log)).rejects.toThrow(/log\.json does not say which log the topics are of/);
  });
});
