import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { type Child, startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ErasedKeysFile } from './erased-keys-file.js';

jest.setTimeout(60_000);

const WRITER = new URL('../../../../test/support/children/erased-keys.ts', import.meta.url);

/** Numbers of the keys that the writer was told are on the list. */
const added = ({ lines }: Child) =>
  lines.flatMap((line) => /^added (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);

describe('the list of erased keys, written to by several processes', () => {
  const folder = temporaryFolders();
  const listed = async (path: string) => {
    const { keys, unreadable } = await new ErasedKeysFile(path).read();
    return { numbers: keys.map(({ subject }) => Number(subject)).toSorted((a, b) => a - b), unreadable };
  };

  it('loses no line and tears none', async () => {
    const path = join(await folder(), 'erasures.jsonl');
    const writers = [1_000, 2_000, 3_000].map((first) => startChild(WRITER, [path, String(first), '80']));
    for (const writer of writers) expect(await writer.ended).toBe(0);
    const all = writers.flatMap(added);
    expect(all).toHaveLength(240);
    expect(await listed(path)).toEqual({ numbers: all.toSorted((a, b) => a - b), unreadable: 0 });
  });

  it('keeps what was added before a kill, and goes on after it', async () => {
    const path = join(await folder(), 'erasures.jsonl');
    const killed = [1_000, 2_000].map((first) => startChild(WRITER, [path, String(first), '100000']));
    for (const [i, writer] of killed.entries())
      await writer.sees(new RegExp(`^added ${(i + 1) * 1_000 + 20}$`));
    for (const writer of killed) writer.kill();
    for (const writer of killed) expect(await writer.ended).toBe('SIGKILL');
    const next = startChild(WRITER, [path, '500000', '20']);
    expect(await next.ended).toBe(0);
    const { numbers } = await listed(path);
    expect(numbers).toEqual(expect.arrayContaining([...killed, next].flatMap(added)));
    // A line that was written and not told of may be there: the erasure it is of goes on, and finds it.
    expect(numbers.length).toBeLessThanOrEqual([...killed, next].flatMap(added).length + killed.length);
  });
});
