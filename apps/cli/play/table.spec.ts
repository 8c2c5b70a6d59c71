import { CONDITION_IDS } from '#domain/conditions/outcome.js';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';
import { type CaseFile, readCaseFile } from './case-file.js';
import type { Played } from './player.js';
import { differences } from './seen.js';
import { table } from './table.js';

const WIDTH = 100;

function played(file: CaseFile, differs: boolean): Played {
  const conditions = Object.fromEntries(CONDITION_IDS.map((id) => [id, 'not-applicable']));
  const seen = {
    outcome: file.expect.outcome,
    conditions,
    reasons: {},
    asked: [],
    funds: 'available',
    payments: 1,
    credential: undefined,
    trackingNumber: undefined,
  } as const;
  return { file, seen, differences: differs ? ['outcome: expected issued, saw lapsed'] : [] };
}

describe('the table', () => {
  it('of all samples has no line of more than 100 columns, and a line for each', async () => {
    const names = (await readdir(projectFile('samples'))).filter((name) => name.endsWith('.yaml'));
    const files = await Promise.all(names.map((name) => readCaseFile(projectFile(`samples/${name}`))));
    const lines = table(
      files.map((file, i) => played(file, i % 2 === 0)),
      true,
    ).split('\n');
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(lines.filter((line) => /as expected$|DIFFERS$/.test(line))).toHaveLength(files.length);
    for (const id of CONDITION_IDS) expect(lines.join('\n')).toContain(id);
  });

  it('cuts what is too long on a terminal, and nothing in a pipe', async () => {
    const [name = ''] = (await readdir(projectFile('samples'))).filter((found) => found.endsWith('.yaml'));
    const file = { ...(await readCaseFile(projectFile(`samples/${name}`))), name: 'x'.repeat(60) };
    const long = { ...file, expect: { outcome: 'refused: wrong-check-digit-of-the-iqama' } };
    const text = table([played(long, true)], true);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
    expect(text).toContain('✗ wrong-check-d…');
    const whole = table([played(long, true)], false);
    expect(whole).toContain('x'.repeat(60));
    expect(whole).toContain('✗ wrong-check-digit-of-the-iqama');
    expect(whole).not.toContain('d…');
  });
});

describe('what was seen', () => {
  it('differs where an expectation is not met, and only there', () => {
    const seen = {
      outcome: 'lapsed',
      conditions: { 'fees-paid': 'failed' },
      reasons: { 'fees-paid': 'bill-expired' },
      asked: ['valid-iqama'],
      funds: 'none',
      payments: 2,
      credential: undefined,
      trackingNumber: undefined,
    } as const;
    expect(differences({ outcome: 'lapsed', payments: 2 }, seen)).toEqual([]);
    expect(
      differences(
        {
          outcome: 'issued',
          funds: 'consumed',
          conditions: { 'fees-paid': 'satisfied', 'valid-iqama': 'pending' },
          reasons: { 'fees-paid': 'fees-paid' },
          asked: [],
        },
        seen,
      ),
    ).toEqual([
      'outcome: expected issued, saw lapsed',
      'fees-paid: expected satisfied, saw failed',
      'valid-iqama: expected pending, saw nothing',
      'fees-paid: expected fees-paid, saw bill-expired',
      'asked: expected none, saw valid-iqama',
      'funds: expected consumed, saw none',
    ]);
  });
});
