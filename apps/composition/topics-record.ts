import { rename, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Distribution } from '#topics/port.js';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { isLogId, type LogId } from '#event-sourcing/identity/log-identity.js';
import { ownerOnly } from '#runtime/files/owner-only.js';
import { syncFolder } from '#runtime/files/sync-folder.js';

/**
 * The embedded topics, whose folder says in a file which log they are of. Facts that wait on them are of no log: they stay
 * when the topics begin anew, and the topic of events is published again.
 */
export function topicsRecord(
  distribution: Pick<Distribution, 'hasTopic' | 'removeTopic'>,
  path: string,
): DerivedPart {
  const file = join(path, 'log.json');
  const made = async (): Promise<LogId | undefined> => {
    try {
      const record: unknown = JSON.parse(await readFile(file, 'utf8'));
      ownerOnly(file); // a copy may have left more
      if (typeof record === 'object' && record !== null && 'log' in record && isLogId(record.log))
        return record.log;
      throw new Error(`${file} does not say which log the topics are of`);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  };
  const write = async (log: LogId): Promise<void> => {
    const draft = `${file}.new`;
    await writeFile(draft, `${JSON.stringify({ log })}\n`, { mode: 0o600, flush: true });
    await rename(draft, file);
    syncFolder(path);
  };
  return {
    async disagrees(log) {
      const of = await made();
      return of === undefined || of === log
        ? undefined
        : `the topics in ${path} were published from the log ${of}`;
    },
    async record(log) {
      if ((await made()) === undefined) await write(log);
    },
    async reset(log) {
      if (await distribution.hasTopic(EVENTS_TOPIC)) await distribution.removeTopic(EVENTS_TOPIC);
      await write(log);
    },
  };
}
