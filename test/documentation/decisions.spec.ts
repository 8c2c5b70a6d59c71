import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';

const FOLDER = projectFile('docs/decisions');

/** The line under the title: the day it was taken, and whether it still holds. */
const STANDING = /^\d{4}-\d{2}-\d{2} · (accepted|retired|superseded by \[\d{4}\]\([^)]+\))$/;

/** Of one page. */
const MOST_WORDS = 700;

async function pages(): Promise<readonly string[]> {
  return (await readdir(FOLDER)).filter((name) => /^\d{4}-/.test(name)).sort();
}

describe('the decisions', () => {
  it('each have their number, a title, the day they were taken and whether they hold', async () => {
    for (const name of await pages()) {
      const [title, blank, standing, next] = (await readFile(`${FOLDER}/${name}`, 'utf8')).split('\n');
      expect(title).toMatch(new RegExp(`^# ${name.slice(0, 4)} \\S`));
      expect([name, blank, next]).toEqual([name, '', '']);
      expect(standing).toMatch(STANDING);
    }
  });

  it('are a page each', async () => {
    for (const name of await pages()) {
      const words = (await readFile(`${FOLDER}/${name}`, 'utf8')).match(/\S*[\p{L}\p{N}]\S*/gu) ?? [];
      expect({ name, aPage: words.length <= MOST_WORDS }).toEqual({ name, aPage: true });
    }
  });

  it('are numbered without a gap and all listed in that order; a number without a page says what became of it', async () => {
    const list = await readFile(`${FOLDER}/README.md`, 'utf8');
    const rows = [...list.matchAll(/^\| \[?(\d{4})\]?(?:\(([^)]+)\))? +\| (.*\S) +\|$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, n) => n + 1));
    expect(rows.flatMap(([, , name]) => name ?? [])).toEqual(await pages());
    for (const [, , name, about] of rows) if (name === undefined) expect(about).toMatch(/^retired/);
  });
});
