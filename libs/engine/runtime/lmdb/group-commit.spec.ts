import { describe, expect, it } from '@jest/globals';
import { GroupCommit } from './group-commit.js';

interface Item {
  readonly name: string;
  readonly bytes: number;
}

const item = (name: string, bytes = 1): Item => ({ name, bytes });
const names = (groups: readonly (readonly Item[])[]) =>
  groups.map((group) => group.map(({ name }) => name).join(''));

describe('a group commit', () => {
  const groups: (readonly Item[])[] = [];
  const record = async (group: readonly Item[]) => void groups.push(group);
  const committed = async (commits: GroupCommit<Item>) => {
    await commits.idle();
    return names(groups.splice(0));
  };

  it('takes together what came while another was under way, in order', async () => {
    const commits = new GroupCommit<Item>(async (group) => {
      if (groups.length === 0) for (const late of ['c', 'd']) commits.add(item(late));
      await record(group);
    });
    for (const early of ['a', 'b']) commits.add(item(early));
    expect(await committed(commits)).toEqual(['ab', 'cd']);
  });

  it('is no larger than 8 MiB, unless one item is', async () => {
    const commits = new GroupCommit<Item>(record);
    commits.add(item('a', 8_388_600));
    commits.add(item('b', 8));
    commits.add(item('c', 1));
    commits.add(item('d', 9_000_000));
    expect(await committed(commits)).toEqual(['ab', 'c', 'd']);
  });

  it('leaves out what was taken back in time', async () => {
    const [a, b] = [item('a'), item('b')];
    const commits = new GroupCommit<Item>(record);
    commits.add(a);
    expect(commits.remove(a)).toBe(true);
    expect(await committed(commits)).toEqual([]);
    commits.add(b);
    expect(await committed(commits)).toEqual(['b']);
    expect(commits.remove(b)).toBe(false);
  });

  it('takes first what the one before left to it', async () => {
    const commits = new GroupCommit<Item>(async (group) => {
      if (groups.length === 0) commits.defer(group.slice(1));
      await record(group);
    });
    for (const name of ['a', 'b']) commits.add(item(name));
    expect(await committed(commits)).toEqual(['ab', 'b']);
  });

  it('goes on with the next item should a commit reject', async () => {
    const unheard: unknown[] = [];
    const note = (error: unknown) => unheard.push(error);
    process.on('unhandledRejection', note);
    let failures = 1;
    const commits = new GroupCommit<Item>(async (group) => {
      if (failures-- > 0) throw new Error('a bug');
      await record(group);
    });
    commits.add(item('a'));
    await expect(commits.idle()).rejects.toThrow('a bug');
    commits.add(item('b'));
    expect(await committed(commits)).toEqual(['b']);
    process.off('unhandledRejection', note);
  });
});
