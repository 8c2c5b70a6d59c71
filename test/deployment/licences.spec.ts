import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { type LockedPackage, refusedLicences } from '../support/licences.js';

describe('licences', () => {
  it('of everything that is installed are among those we take', async () => {
    const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
      packages: Record<string, LockedPackage>; // npm's format, version 3
    };
    expect(Object.keys(lock.packages).length).toBeGreaterThan(300);
    expect(refusedLicences(lock.packages)).toEqual([]);
  });

  it.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT', '(BSD-3-Clause AND Apache-2.0)'])(
    'takes %s',
    (license) => {
      expect(refusedLicences({ 'node_modules/one': { license } })).toEqual([]);
    },
  );

  it.each([
    'GPL-3.0-only',
    'MIT AND AGPL-3.0-only',
    'SEE LICENSE IN LICENSE',
    '',
    'CC-BY-4.0',
    'MIT OR X AND Y',
  ])('refuses %p', (license) => {
    expect(refusedLicences({ 'node_modules/a/node_modules/one': { license } })).toEqual([`one: ${license}`]);
  });

  it('refuses what says none, and takes a tool’s data', () => {
    const packages = {
      '': {},
      'node_modules/none': {},
      'node_modules/data': { license: 'CC-BY-4.0', dev: true },
    };
    expect(refusedLicences(packages)).toEqual(['none: no licence']);
  });
});
