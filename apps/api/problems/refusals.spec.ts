import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { API_PROBLEMS } from './catalogue.js';

/** Where codes are made: a refusal, a detail of one, or a parser's complaint. */
const CODES = [
  /new ProblemError\(\s*'([a-z-]+)'/g,
  /refuse\(\s*'([a-z-]+)'/g,
  /\bcode: '([a-z]+(?:-[a-z]+)+)'/g,
  /wrong\('([a-z-]+)'/g,
  /refused\([^()]*?, '([a-z-]+)'/g,
];

/** Fee lines and policies have a `code` too, of another kind. */
const NOT_REFUSALS = /libs\/domain\/policy\//;
const FEE_LINES: ReadonlySet<string> = new Set(['work-permit']);

async function codesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = `${entry.parentPath}/${entry.name}`;
    if (!entry.isFile() || !/(?<!\.spec)\.ts$/.test(file) || NOT_REFUSALS.test(file)) continue;
    const source = await readFile(file, 'utf8');
    for (const pattern of CODES) for (const [, code = ''] of source.matchAll(pattern)) found.set(code, file);
  }
  return found;
}

describe('the titles of problems', () => {
  it.each([
    'libs/domain',
    'libs/use-cases',
    'libs/contracts',
    'libs/engine/runtime',
    'libs/engine/projections/discarding',
    'libs/sign-in',
    'apps/api',
  ])('there is one in both languages for every code of %s', async (folder) => {
    const codes = await codesIn(folder);
    expect(codes.size).toBeGreaterThan(0);
    expect([...codes].filter(([code]) => !API_PROBLEMS.has(code) && !FEE_LINES.has(code))).toEqual([]);
  });

  it('are in Arabic and in English, and the statuses are errors', () => {
    for (const [code, { ar, en, status }] of API_PROBLEMS.entries) {
      expect([code, /\p{Script=Arabic}/u.test(ar)]).toEqual([code, true]);
      expect([code, /^[^\p{Script=Arabic}]+$/u.test(en)]).toEqual([code, true]);
      expect(status ?? 409).toBeGreaterThanOrEqual(400);
    }
  });
});
