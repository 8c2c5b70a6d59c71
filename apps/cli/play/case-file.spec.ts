import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { readCaseFile } from './case-file.js';

const GOOD = `
title: 'a case'
person: rahul-nair
identity: 'iqama:2145678906'
steps:
  - start: { category: premium }
expect: { outcome: draft }
`;

describe('a case file', () => {
  const folder = temporaryFolders();
  const read = async (text: string) => {
    const path = join(await folder(), '01-case.yaml');
    await writeFile(path, text);
    return readCaseFile(path);
  };

  it('is named after its file', async () => {
    expect(await read(GOOD)).toMatchObject({ name: '01-case', title: 'a case' });
  });

  it.each<[string, string, string]>([
    ['what it does not know', `${GOOD}colour: red\n`, '/ does not know colour'],
    ['what is missing', GOOD.replace("title: 'a case'", ''), "/ must have required property 'title'"],
    [
      'a step that is no step',
      GOOD.replace('- start: { category: premium }', '- {}'),
      '/steps/0 must be one step',
    ],
    [
      'two steps in one',
      GOOD.replace('premium }', 'premium }\n    submit: true'),
      '/steps/0 must be one step: fact, facts',
    ],
    ['an unknown state', GOOD.replace('draft }', 'draft, funds: gone }'), '/expect/funds must be'],
    ['what is not YAML', 'title: [', '01-case.yaml: '],
  ])('says where it is wrong, in one line: %s', async (_, text, says) => {
    const error = await read(text).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'CaseFileError', message: expect.stringContaining(says) });
  });

  it('that is not there is told by its path', async () => {
    await expect(readCaseFile('/nowhere/x.yaml')).rejects.toThrow(/^\/nowhere\/x.yaml: no such file$/);
  });

  it('of the samples, each, can be read', async () => {
    const names = (await readdir(projectFile('samples'))).filter((name) => name.endsWith('.yaml'));
    expect(names.length).toBeGreaterThanOrEqual(12);
    for (const name of names)
      expect((await readCaseFile(projectFile(`samples/${name}`))).steps).not.toEqual([]);
  });
});
