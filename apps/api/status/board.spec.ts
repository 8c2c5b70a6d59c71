import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { CONDITIONS } from '#domain/conditions/all.js';
import { OWNER_NAMES, REMEDY_TEXTS } from '#domain/conditions/texts.js';
import { dualDate } from '#domain/calendar/hijri.js';
import { undated } from '#domain/conditions/evaluate.js';
import type { ConditionOutcome } from '#domain/conditions/outcome.js';
import type { ApplicationId, Day } from '#domain/kernel/brand.js';
import { boardIn, changesNext } from './board.js';
import { outcomeIn, requiredIn } from './reasons.js';

const at = '2026-03-01T09:00:00.000Z' as Instant; // well-formed
const row: ConditionOutcome = {
  condition: 'no-violations',
  state: 'failed',
  reason: 'violations-outstanding',
  owner: 'traffic',
  remedy: 'applicant',
  factIds: [],
  ruleVersion: '1.0.0',
  checkedAt: at,
};

describe('what people read of a case', () => {
  it('has a text in both languages for every owner, remedy and reason', () => {
    const texts = [
      ...Object.values(OWNER_NAMES),
      ...Object.values(REMEDY_TEXTS),
      ...CONDITIONS.flatMap(({ title, reasons }) => [
        title,
        ...Object.values(reasons).flatMap(({ says, todo, contest = todo }) => [says, todo, contest]),
      ]),
    ];
    for (const { ar, en } of texts) {
      expect(ar).toMatch(/\p{Script=Arabic}/u);
      expect(en).toMatch(/^[^\p{Script=Arabic}]+$/u);
    }
    for (const { owner } of CONDITIONS) expect(OWNER_NAMES).toHaveProperty(owner);
  });

  it('tells who has a condition and what would mend it, in words', () => {
    expect(boardIn('ar', [row], new Map())[0]).toMatchObject({
      owner: 'traffic',
      ownerName: 'المرور وسجلات المخالفات الأخرى',
      remedy: 'applicant',
      remedyText: 'المعالجة من جانبك',
      title: 'عدم وجود مخالفات غير مسددة',
    });
  });

  it('says how a report of absence is contested, as long as there is a case to do it in', () => {
    const absent: ConditionOutcome = {
      ...row,
      condition: 'no-absence-report',
      reason: 'absence-reported',
      owner: 'labour',
      remedy: 'wait',
    };
    const id = '6f0c1f0e-8f4b-5d63-9f3a-0d6a3b1f2c11' as ApplicationId;
    const [shown, other] = boardIn('ar', [absent, row], new Map(), id);
    expect(shown?.contest).toEqual({
      says: expect.stringMatching(/\p{Script=Arabic}/u),
      path: `/v1/applications/${id}/absence-appeal`,
    });
    expect(other).not.toHaveProperty('contest');
    expect(boardIn('en', [absent], new Map())[0]).not.toHaveProperty('contest');
    const claimed = { ...absent, reason: 'absence-appeal-claimed' };
    expect(boardIn('en', [claimed], new Map(), id)[0]).not.toHaveProperty('contest');
  });

  it('has one word for nothing, which the state explains', () => {
    const holds: ConditionOutcome = {
      ...row,
      state: 'satisfied',
      reason: 'no-violations',
      remedy: 'nothing',
    };
    const final: ConditionOutcome = { ...row, remedy: 'none' };
    const [one, other] = boardIn('en', [holds, final], new Map());
    expect([one?.remedy, other?.remedy]).toEqual(['none', 'none']);
    expect(one?.remedyText).not.toBe(other?.remedyText);
  });

  it('says in both calendars when time alone changes a row, and to what', () => {
    const until = '2026-03-31T21:00:00.000Z' as Instant; // the first of April in Riyadh
    const insured: ConditionOutcome = {
      ...row,
      condition: 'health-insurance-active',
      state: 'satisfied',
      reason: 'insurance-active',
      remedy: 'nothing',
      until,
      becomes: { state: 'failed', reason: 'insurance-inactive', remedy: 'applicant' },
    };
    const [shown] = boardIn('en', [insured], new Map());
    const untilDate = dualDate('2026-04-01' as Day);
    expect(shown).toMatchObject({
      until,
      untilDate,
      becomes: {
        state: 'failed',
        reason: 'insurance-inactive',
        remedy: 'applicant',
        remedyText: REMEDY_TEXTS.applicant.en,
        says: expect.stringMatching(/insurance/i),
      },
    });
    const later = { ...row, until: '2026-05-01T21:00:00.000Z' as Instant };
    expect(changesNext([later, insured])).toEqual({
      at: until,
      date: untilDate,
      conditions: ['health-insurance-active'],
    });
    expect(changesNext([row])).toBeNull();
    expect(changesNext(undated([later, insured]))).toBeNull();
    expect(boardIn('en', undated([insured]), new Map())[0]).not.toHaveProperty('untilDate');
  });

  it('gives a day that no table has in the other calendar as the moment alone', () => {
    const until = '2099-12-31T21:00:00.000Z' as Instant;
    expect(boardIn('en', [{ ...row, until }], new Map())[0]).not.toHaveProperty('untilDate');
    expect(changesNext([{ ...row, until }])).toEqual({ at: until, conditions: ['no-violations'] });
  });

  it('says what is asked for, and why a case was rejected', () => {
    const conditions = [{ condition: 'no-violations', reason: 'violations-outstanding' }] as const;
    expect(
      requiredIn('en', { conditions, information: 'passport-copy-unreadable', until: at }),
    ).toMatchObject({
      conditions: [{ title: 'No outstanding violations', says: 'There are outstanding violations.' }],
      informationText: 'The copy of the passport cannot be read',
    });
    const rejected = { kind: 'rejected', by: 'officer', remedy: 'none', at } as const;
    const textOf = (reason: string) => outcomeIn('ar', { ...rejected, reason });
    expect(textOf('objection-looked-into')).toMatchObject({ reasonText: 'جرى النظر في الاعتراض' });
    expect(textOf('absence-confirmed')).toMatchObject({ reasonText: expect.stringMatching(/تغيب/) });
    expect(textOf('a-code-of-their-own')).toMatchObject({ reasonText: 'لسبب مسجل في الطلب' });
  });
});
