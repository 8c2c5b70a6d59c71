import { readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseIdentity } from '#domain/identifiers/identity.js';
import { projectFile } from '#runtime/project-file.js';
import { AnyPerson } from '#apps/sandbox/identity-provider/anybody.js';
import { readCaseFile } from './case-file.js';
import { invented } from './invent.js';

const names = (await readdir(projectFile('samples'))).filter((name) => name.endsWith('.yaml'));
const files = await Promise.all(names.map((name) => readCaseFile(projectFile(`samples/${name}`))));
const runIds = fc.stringMatching(/^[a-z0-9]{1,16}$/);

describe('people invented for a run of case files', () => {
  it('have right numbers, and any sandbox signs them in', () => {
    const sandbox = new AnyPerson();
    fc.assert(
      fc.property(fc.constantFrom(...files), runIds, (file, run) => {
        const { identity, person } = invented(file, run);
        expect(parseIdentity(identity)).toMatchObject({ ok: true });
        expect(sandbox.get(person)).toMatchObject({ identity, roles: ['applicant'] });
      }),
    );
  });

  it('are the same for the same run, and meet nobody of another run or case', () => {
    const all = ['a', 'b'].flatMap((run) => files.map((file) => invented(file, run)));
    expect(files.map((file) => invented(file, 'a'))).toEqual(all.slice(0, files.length));
    for (const member of ['identity', 'key'] as const)
      expect(new Set(all.map((file) => file[member])).size).toBe(all.length);
  });

  it('replaces every number of a resident and every directive’s id, and nothing else', () => {
    for (const file of files) {
      const before = JSON.stringify(file.steps);
      const after = JSON.stringify(invented(file, 'r1').steps);
      const [, number = ''] = file.identity.split(':');
      expect(after).not.toContain(number);
      const masked = (text: string) =>
        text
          .replaceAll(/"(iqamaNumber|sponsorNumber)":"2\d{9}"/g, '')
          .replaceAll(/"as":{[^}]+}/g, '')
          .replaceAll(/("directiveId":"[^"]+?)(-r1)?"/g, '$1"');
      expect(masked(after)).toBe(masked(before));
    }
  });

  it('gives whoever acts besides a number of their own, and the same one each time', () => {
    const file = files.find(({ name }) => name.startsWith('31-'));
    const steps = (file && invented(file, 'r1').steps) ?? [];
    const others = steps.flatMap((step) => ('as' in step ? step.as : []));
    expect(others.map(({ identity }) => identity.split(':')[0])).toEqual(['border', 'iqama', 'border']);
    expect(others[0]).toEqual(others[2]);
    expect(others[1]?.identity).toBe(file && invented(file, 'r1').identity);
    for (const { person, identity } of others) expect(person).toBe(identity);
  });

  it('leaves a wrong number wrong', () => {
    const wrong = files.find(({ name }) => name.startsWith('08-'));
    expect(JSON.stringify(wrong && invented(wrong, 'r1').steps)).toContain('2244948979');
  });
});

describe('a sandbox where anybody signs in', () => {
  it('takes a number as the register spells it, and no other', () => {
    const sandbox = new AnyPerson([
      ['amina', { id: 'amina', name: { ar: 'أ', en: 'A' }, roles: ['officer'] }],
    ]);
    expect(sandbox.get('amina')).toMatchObject({ roles: ['officer'] });
    for (const id of [
      'iqama:2456789012',
      'iqama: 2456789011',
      'IQAMA:2456789011',
      'bogus',
      'citizen:1000000008',
    ])
      expect(sandbox.has(id)).toBe(false);
    expect(sandbox.has('iqama:2456789011')).toBe(true);
    expect([...sandbox.values()]).toHaveLength(1);
  });
});
