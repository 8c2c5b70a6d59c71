import { access, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';

describe('the page of the tests', () => {
  it('says what each folder is, and names files and scripts that are there', async () => {
    const page = await readFile(projectFile('test/README.md'), 'utf8');
    const entries = await readdir(projectFile('test'), { withFileTypes: true });
    const listed = [...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, folder]) => folder);
    expect(new Set(listed)).toEqual(
      new Set(entries.filter((one) => one.isDirectory()).map(({ name }) => name)),
    );
    for (const [, path = ''] of page.matchAll(/`((?:libs|support)\/[^`]+\.ts)`/g))
      await expect(
        access(projectFile(path.startsWith('libs') ? path : `test/${path}`)),
      ).resolves.toBeUndefined();
    const { scripts } = JSON.parse(await readFile(projectFile('package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    for (const [, script = ''] of page.matchAll(/`npm run ([a-z:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });
});
