import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';

const ENGINE = 'libs/engine';
/** Half a page to a page. */
const MOST_WORDS = 350;

async function rooms(): Promise<readonly string[]> {
  const entries = await readdir(projectFile(ENGINE), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

const read = (path: string) => readFile(projectFile(`${ENGINE}/${path}`), 'utf8');

describe('the engine', () => {
  it('lists its rooms, with the name each is imported by', async () => {
    const table = [
      ...(await read('README.md')).matchAll(/^\| \[([a-z-]+)\]\(([^)]+)\) +\| `(#[a-z-]+)\/…` +\|/gm),
    ];
    const { imports } = JSON.parse(await readFile(projectFile('package.json'), 'utf8')) as {
      readonly imports: Readonly<Record<string, { readonly source: string }>>;
    };
    expect(new Set(table.map(([, room]) => room))).toEqual(new Set(await rooms()));
    for (const [, room, page, name] of table) {
      expect(page).toBe(`${room}/README.md`);
      expect(imports[`${name}/*.js`]?.source).toBe(`./${ENGINE}/${room}/*.ts`);
    }
  });

  it('says of each room in half a page what it promises; every file and function it names is there', async () => {
    for (const room of await rooms()) {
      const page = await read(`${room}/README.md`);
      expect(page).toMatch(new RegExp(`^# ${room}\n`));
      expect(page).toContain('**It promises**');
      expect(page.split(/\s+/).length).toBeLessThan(MOST_WORDS);
      for (const [, path = ''] of page.matchAll(/`([\w/-]+(?:\.ts|\/))`/g)) {
        const from = path.startsWith('test/') ? projectFile(path) : projectFile(`${ENGINE}/${room}/${path}`);
        await expect(readdir(from).catch(() => readFile(from))).resolves.toBeDefined();
      }
    }
  });
});
