import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';

describe('the glossary', () => {
  it('names places that are there', async () => {
    const page = await readFile(projectFile('docs/glossary.md'), 'utf8');
    const paths = [...page.matchAll(/`((?:libs|apps)\/[^`*]+)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) await expect(access(projectFile(path))).resolves.toBeUndefined();
  });
});
