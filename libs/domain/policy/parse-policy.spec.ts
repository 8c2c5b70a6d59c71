import { describe, expect, it } from '@jest/globals';
import { MOST_STARTS_PER_DAY } from '../slot/slot.js';
import { PolicyError, type PolicyProblem } from './read.js';
import { parsePolicy } from './parse-policy.js';
import { committedDocuments, committedPolicy } from './testing/committed-policy.js';

describe('the policy of this repository', () => {
  it('is complete, and names the documents it came from', () => {
    expect(committedPolicy.version).toMatch(/^fees \S+, rules \S+, limits \S+, medical-centres \S+$/);
  });

  it('says for the sixty-day grace since when it holds', () => {
    expect(committedPolicy.rules.absenceGraceDays.employee.at(-1)).toMatchObject({
      value: 60,
      validFrom: '2025-02-18',
      confidence: 'published',
    });
  });
});

describe('a policy that cannot be used', () => {
  const entry = { value: 30, validFrom: '2020-01-01', source: 'the service', confidence: 'ours' };

  it.each<[string, unknown, PolicyProblem]>([
    ['not a list', 30, { path: 'limits.draftLifeDays', problem: 'must be a list with at least one entry' }],
    ['empty', [], { path: 'limits.draftLifeDays', problem: 'must be a list with at least one entry' }],
    [
      'out of range',
      [{ ...entry, value: 0 }],
      { path: 'limits.draftLifeDays[0].value', problem: 'must be a whole number from 1 to 366' },
    ],
    [
      'not whole',
      [{ ...entry, value: 1.5 }],
      { path: 'limits.draftLifeDays[0].value', problem: 'must be a whole number from 1 to 366' },
    ],
    [
      'a text',
      [{ ...entry, value: '30' }],
      { path: 'limits.draftLifeDays[0].value', problem: 'must be a whole number from 1 to 366' },
    ],
    [
      'undated',
      [{ ...entry, validFrom: '2020-02-30' }],
      { path: 'limits.draftLifeDays[0].validFrom', problem: 'must be a day, YYYY-MM-DD' },
    ],
    [
      'unsourced',
      [{ ...entry, source: ' ' }],
      { path: 'limits.draftLifeDays[0].source', problem: 'must be a text' },
    ],
    [
      'of unknown confidence',
      [{ ...entry, confidence: 'sure' }],
      { path: 'limits.draftLifeDays[0].confidence', problem: 'must be one of published, uncertain, ours' },
    ],
    [
      'explained',
      [{ ...entry, why: 'so' }],
      { path: 'limits.draftLifeDays[0].why', problem: 'is not known here' },
    ],
    [
      'out of order',
      [entry, { ...entry, validFrom: '2020-01-01' }],
      { path: 'limits.draftLifeDays[1].validFrom', problem: 'must be after the entry before it' },
    ],
  ])('because a figure is %s says where', (_, draftLifeDays, problem) => {
    expect(problemsOf(withLimits({ draftLifeDays }))).toEqual([problem]);
  });

  it('because it allows more starts in a day than are remembered', () => {
    const startsPerDay = (value: number) => problemsOf(withLimits({ startsPerDay: [{ ...entry, value }] }));
    expect(startsPerDay(MOST_STARTS_PER_DAY)).toEqual([]);
    expect(startsPerDay(MOST_STARTS_PER_DAY + 1)).toMatchObject([{ path: 'limits.startsPerDay[0].value' }]);
  });

  it('because two centres go by one name', () => {
    const centre = (id: string, name: string) => ({ id, name, accredited: [{ ...entry, value: true }] });
    const centres = (...list: readonly object[]) =>
      problemsOf({ ...committedDocuments(), 'medical-centres': { version: '1', centres: list } });
    expect(centres(centre('E-1', 'Efada 1'), centre('E-2', 'e 1'))).toEqual([
      { path: 'medical-centres.centres[1]', problem: 'must have an id and a name of its own' },
    ]);
    expect(centres(centre('E-1', 'E 1'), centre('E-2', 'Efada 2'))).toEqual([]);
  });

  it('because a figure is missing or misspelt says so', () => {
    expect(problemsOf(withLimits({ draftLifeDays: undefined, draftLiveDays: [entry] }))).toEqual([
      { path: 'limits.draftLifeDays', problem: 'must be a list with at least one entry' },
      { path: 'limits.draftLiveDays', problem: 'is not known here' },
    ]);
  });

  it('because it does not say what grounds do after the issue: none of them has a default', () => {
    const rules = committedDocuments().rules as { readonly afterIssue: object };
    const withAfterIssue = (afterIssue: object | undefined) =>
      problemsOf({ ...committedDocuments(), rules: { ...rules, afterIssue } });
    expect(withAfterIssue(undefined)).toEqual([
      { path: 'rules.afterIssue', problem: 'must have named members' },
    ]);
    expect(withAfterIssue({ ...rules.afterIssue, 'medical-unfit': undefined })).toEqual([
      { path: 'rules.afterIssue.medical-unfit', problem: 'must be a list with at least one entry' },
    ]);
  });

  it('says all that is wrong at once', () => {
    const documents = committedDocuments();
    const problems = problemsOf({ ...documents, fees: {}, extra: 1 });
    expect(problems.map(({ path }) => path)).toEqual([
      'fees.version',
      'fees.iqama',
      'fees.citizensWife',
      'fees.workPermitPerMonth',
      'fees.dependantLevyPerMonth',
      'fees.lateRenewal',
      'fees.lateFirstIssue',
      'extra',
    ]);
  });

  it.each([undefined, null, 'text', []])('is %p', (raw) => {
    expect(problemsOf(raw)).toEqual([{ path: '', problem: 'must have named members' }]);
  });
});

function withLimits(limits: object): object {
  const documents = committedDocuments();
  return { ...documents, limits: { ...(documents.limits as object), ...limits } };
}

function problemsOf(raw: unknown): readonly PolicyProblem[] {
  try {
    parsePolicy(raw);
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
  return [];
}
