import type { Instant, Subject } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDaysTo } from '../calendar/day.js';
import { isRefusal } from '#decider/decider.js';
import { GrowingMap } from '#decider/growing-map.js';
import type { ResidentEvent } from './events.js';
import type { Fact, FactNames } from './facts.js';
import type { RecordedFact } from './file.js';
import {
  decideLinkFormer,
  decideRecordFact,
  knownOf,
  mergeFiles,
  residentDecider,
  type ResidentFile,
  viewAt,
} from './resident.js';
import { arbitraryFacts, arbitraryInstant, day, instant } from './testing/arbitrary-fact.js';

const END = instant('2030-01-01T00:00:00Z');
const AFTER_ALL = { knownAt: END, effectiveAt: END };

function fileOf(facts: readonly Fact[]): ResidentFile {
  return facts.reduce((file, fact) => {
    const decision = decideRecordFact(file, fact, toldAs(fact));
    return isRefusal(decision) ? file : decision.reduce(residentDecider.evolve, file);
  }, residentDecider.initialState);
}

/** What its service calls it, by ours: in these tests the two differ by a word. */
function toldAs({ source, id, corrects }: Fact): FactNames {
  const told = { source: `${source}/riyadh`, id: `told-${id}` };
  return corrects === undefined ? told : { ...told, corrects: `told-${corrects}` };
}

/** As release 8e7cdd5 wrote it: under the service's own names. */
function formerly(fact: Fact): ResidentEvent {
  const { kind, effective, received, content } = fact;
  const { source, id: factId, corrects } = toldAs(fact);
  const data = { kind, source, factId, effective, received, ...(corrects !== undefined && { corrects }) };
  return { type: 'FactRecorded', data, personal: { content } };
}

function formerFileOf(facts: readonly Fact[]): ResidentFile {
  return facts.map(formerly).reduce(residentDecider.evolve, residentDecider.initialState);
}

function later(moment: Instant, ms: number): Instant {
  return instant(new Date(Date.parse(moment) + ms).toISOString());
}

function at(date: string): Instant {
  return instant(`${date}T09:00:00Z`);
}

const suspended: Fact = {
  kind: 'account-suspended',
  content: { reason: 'asked for' },
  source: '/accounts',
  id: 'a1',
  effective: at('2026-03-01'),
  received: at('2026-03-02'),
};

describe('recording a fact', () => {
  const record = (file: ResidentFile, fact: Fact) => decideRecordFact(file, fact, toldAs(fact));

  it('puts it in the file, with its content and what its service calls it apart as personal', () => {
    expect(record(fileOf([]), suspended)).toEqual([
      {
        type: 'FactRecorded',
        data: {
          kind: 'account-suspended',
          source: '/accounts',
          factId: 'a1',
          effective: at('2026-03-01'),
          received: at('2026-03-02'),
        },
        personal: {
          content: { reason: 'asked for' },
          toldAs: { source: '/accounts/riyadh', id: 'told-a1' },
        },
      },
    ]);
    const correction: Fact = { ...suspended, id: 'a2', corrects: 'a1' };
    expect(record(fileOf([]), correction)).toMatchObject([
      { data: { corrects: 'a1' }, personal: { toldAs: { corrects: 'told-a1' } } },
    ]);
  });

  it('changes nothing when it is told again, even later', () => {
    expect(record(fileOf([suspended]), { ...suspended, received: at('2026-05-01') })).toEqual([]);
  });

  it.each([
    ['content', { content: { reason: 'fraud' } }],
    ['effective time', { effective: at('2026-03-05') }],
    ['correction', { corrects: 'a0' }],
  ])('is refused when the source used the id for another %s', (_, difference) => {
    expect(record(fileOf([suspended]), { ...suspended, ...difference })).toMatchObject({
      code: 'fact-conflicts',
    });
  });

  it('takes the same id from another source for another fact', () => {
    expect(record(fileOf([suspended]), { ...suspended, source: '/other' })).toHaveLength(1);
  });

  it('is refused when it corrects itself', () => {
    expect(record(fileOf([]), { ...suspended, corrects: 'a1' })).toMatchObject({
      code: 'fact-corrects-itself',
    });
  });

  it('cannot compare with what was erased, and takes it to be the same', () => {
    const erased = erase(fileOf([suspended]));
    expect(record(erased, { ...suspended, content: { reason: 'fraud' } })).toEqual([]);
  });
});

describe('a fact that release 8e7cdd5 put in the file', () => {
  const correction: Fact = { ...suspended, kind: 'account-activated', content: {}, id: 'a2', corrects: 'a1' };
  const record = (file: ResidentFile, fact: Fact) => decideRecordFact(file, fact, toldAs(fact));

  it('is known by the name it was told as', () => {
    const file = formerFileOf([suspended, correction]);
    expect(record(file, { ...suspended, received: at('2026-05-01') })).toEqual([]);
    expect(record(file, correction)).toEqual([]);
    for (const changed of [
      { ...suspended, content: { reason: 'fraud' } },
      { ...suspended, effective: at('2026-03-05') },
      { ...correction, corrects: 'a0' },
    ])
      expect(record(file, changed)).toMatchObject({ code: 'fact-conflicts' });
  });

  it('was told by the whole source: another part of the same service says another fact', () => {
    const elsewhere = { ...toldAs(suspended), source: '/accounts/jeddah' };
    expect(decideRecordFact(formerFileOf([suspended]), { ...suspended, id: 'j1' }, elsewhere)).toHaveLength(
      1,
    );
  });

  it('is put right by a correction told now, and puts right what is told now', () => {
    const late = { ...correction, received: at('2026-03-09') };
    const now = (file: ResidentFile, fact: Fact) => {
      const decision = record(file, fact);
      return isRefusal(decision) ? file : decision.reduce(residentDecider.evolve, file);
    };
    const active = { value: 'active', factIds: ['a2'] };
    expect(viewAt(now(formerFileOf([suspended]), late), AFTER_ALL).account).toMatchObject(active);
    expect(viewAt(now(formerFileOf([late]), suspended), AFTER_ALL).account).toMatchObject({
      value: 'active',
      factIds: ['told-a2'],
    });
  });

  it('counts as much as one recorded now: what is known is the same, wherever the former release stopped', () => {
    const seen = (file: ResidentFile) =>
      JSON.stringify(viewAt(file, AFTER_ALL)).replaceAll(/"(?:told-)?(f\d+)"/g, '"$1"');
    fc.assert(
      fc.property(arbitraryFacts, fc.nat(14), (told, split) => {
        // Of two at the very same moments the greater name counts: here no two are.
        const facts = told.map((fact, n) => ({ ...fact, received: later(fact.received, n) }));
        const before = formerFileOf(facts.slice(0, split));
        const both = facts.reduce((file, fact) => {
          const decision = record(file, fact);
          return isRefusal(decision) ? file : decision.reduce(residentDecider.evolve, file);
        }, before);
        expect(both.facts.size).toBe(facts.length);
        expect(seen(both)).toBe(seen(fileOf(facts)));
        const merged = mergeFiles([before], fileOf(facts));
        expect(merged.facts.size).toBe(facts.length);
        expect(seen(merged)).toBe(seen(fileOf(facts)));
      }),
    );
  });

  it('is not what another fact is now called: our names are no service’s to use', () => {
    const file = fileOf([suspended]);
    const toldAs = { source: suspended.source, id: suspended.id };
    expect(decideRecordFact(file, { ...suspended, id: 'ours-of-a1', content: {} }, toldAs)).toHaveLength(1);
  });
});

describe('the view of a resident', () => {
  it('knows nothing of an empty file but that nothing was reported', () => {
    expect(viewAt(fileOf([]), AFTER_ALL)).toEqual({
      residency: undefined,
      biometricsOnFile: undefined,
      lateRenewals: undefined,
      passport: undefined,
      linkedPassport: undefined,
      violations: { state: 'none', factIds: [], erased: undefined },
      medical: undefined,
      absence: { state: 'none', factIds: [] },
      account: undefined,
      sponsor: undefined,
      insurance: undefined,
    });
  });

  it('tells what was known from what was true', () => {
    const file = fileOf([suspended]);
    const view = (knownAt: Instant, effectiveAt: Instant) =>
      knownOf(viewAt(file, { knownAt, effectiveAt }).account)?.value;
    expect(view(at('2026-03-01'), at('2026-03-01'))).toBeUndefined();
    expect(view(at('2026-03-02'), at('2026-02-28'))).toBeUndefined();
    expect(view(at('2026-03-02'), at('2026-03-01'))).toBe('suspended');
  });

  it('follows the time of effect, not the time of arrival', () => {
    const late: Fact = {
      ...suspended,
      kind: 'account-activated',
      content: {},
      id: 'a0',
      effective: at('2026-01-01'),
      received: at('2026-04-01'),
    };
    expect(viewAt(fileOf([suspended, late]), AFTER_ALL).account).toMatchObject({
      value: 'suspended',
      factIds: ['a1'],
    });
  });

  it('lets a correction supersede, from when it was received', () => {
    const correction: Fact = {
      ...suspended,
      kind: 'account-activated',
      content: {},
      id: 'a2',
      received: at('2026-03-09'),
      corrects: 'a1',
    };
    const file = fileOf([suspended, correction]);
    const known = (knownAt: Instant) => knownOf(viewAt(file, { knownAt, effectiveAt: END }).account)?.value;
    expect(known(at('2026-03-08'))).toBe('suspended');
    expect(known(at('2026-03-09'))).toBe('active');
  });

  it('applies a correction that came before what it corrects', () => {
    const correction: Fact = {
      ...suspended,
      kind: 'account-activated',
      content: {},
      id: 'a2',
      received: at('2026-03-01'),
      corrects: 'a1',
    };
    expect(viewAt(fileOf([correction, suspended]), AFTER_ALL).account).toMatchObject({
      value: 'active',
      factIds: ['a2'],
    });
  });

  it('takes the last of two corrections of one fact', () => {
    const correct = (id: string, received: string, validUntil: string): Fact => ({
      kind: 'insurance-changed',
      content: { active: true, validUntil: day(validUntil) },
      source: '/insurance',
      id,
      effective: at('2026-03-01'),
      received: at(received),
      corrects: 'i1',
    });
    const file = fileOf([
      correct('i3', '2026-03-03', '2027-03-03'),
      correct('i2', '2026-03-02', '2027-03-02'),
    ]);
    expect(knownOf(viewAt(file, AFTER_ALL).insurance)?.value.validUntil).toBe('2027-03-03');
  });

  const of = <K extends Fact['kind']>(
    kind: K,
    date: string,
    content: Extract<Fact, { kind: K }>['content'],
  ): Fact =>
    // Kind and content belong together by the signature; the union cannot show it.
    ({ kind, content, source: '/s', id: `${kind}@${date}`, effective: at(date), received: at(date) }) as Fact;

  it('keeps the category that passports told last, when a later status is silent about it', () => {
    const file = fileOf([
      of('residency-status-changed', '2026-01-01', { status: 'valid', category: 'employee' }),
      of('residency-status-changed', '2026-02-01', { status: 'expired' }),
    ]);
    expect(viewAt(file, AFTER_ALL).category).toMatchObject({ value: 'employee' });
  });

  it('keeps the name with a new passport that is told without, and makes none of two', () => {
    const passport = { nationality: 'UTO', expiry: day('2030-01-01') };
    const file = fileOf([
      of('passport-updated', '2026-01-01', {
        number: 'P1',
        ...passport,
        surname: 'A',
        givenNames: 'B',
        sex: 'F',
      }),
      of('passport-updated', '2026-02-01', { number: 'P2', ...passport, givenNames: 'C' }),
      of('passport-updated', '2026-03-01', { number: 'P3', ...passport }),
    ]);
    expect(viewAt(file, AFTER_ALL).passport).toMatchObject({
      value: { number: 'P3', ...passport, givenNames: 'C' },
      factIds: ['passport-updated@2026-03-01', 'passport-updated@2026-02-01'],
    });
    expect(viewAt(file, AFTER_ALL).passport).not.toHaveProperty('value.surname');
  });

  describe('employment', () => {
    const registered = (date: string, employer: string) =>
      of('employment-registered', date, { occupation: '2142', employer, from: day(date) });
    const employment = (...facts: Fact[]) => knownOf(viewAt(fileOf(facts), AFTER_ALL).employment)?.value;

    it('is the last that was registered', () => {
      expect(employment(registered('2026-02-01', '72'), registered('2026-01-01', '71'))).toMatchObject({
        state: 'registered',
        employer: '72',
      });
    });

    it.each([{}, { employer: '71' }])('is over when its end is told: %j', (content) => {
      expect(
        employment(registered('2026-01-01', '71'), of('employment-ended', '2026-02-01', content)),
      ).toEqual({
        state: 'ended',
        ...content,
      });
    });

    it('goes on when the end of an earlier one is told late', () => {
      const facts = [
        registered('2026-01-01', '71'),
        registered('2026-02-01', '72'),
        of('employment-ended', '2026-02-02', { employer: '71' }),
      ];
      expect(employment(...facts)).toMatchObject({ state: 'registered', employer: '72' });
    });

    it('is not known when it was erased, also when what ended has a name and what began has none left', () => {
      const [begun, end] = [
        registered('2026-01-01', '71'),
        of('employment-ended', '2026-02-01', { employer: '71' }),
      ];
      const erased = { ...begun, content: 'erased' } as const;
      const facts = GrowingMap.of<string, RecordedFact>([
        ['a', erased],
        ['b', end],
      ]);
      expect(viewAt({ ...fileOf([]), facts }, AFTER_ALL).employment).toBe('erased');
    });
  });

  it('keeps the dates of a status when a later one is silent about them', () => {
    const status = (
      id: string,
      date: string,
      content: Extract<Fact, { kind: 'residency-status-changed' }>['content'],
    ): Fact => ({
      kind: 'residency-status-changed',
      content,
      source: '/passports',
      id,
      effective: at(date),
      received: at(date),
    });
    const file = fileOf([
      status('s1', '2026-01-01', { status: 'entered', entryDate: day('2026-01-01') }),
      status('s2', '2026-02-01', { status: 'entered', iqamaNumber: '2000000006' }),
    ]);
    expect(viewAt(file, AFTER_ALL).residency).toMatchObject({
      value: { status: 'entered', entryDate: '2026-01-01', iqamaNumber: '2000000006', validUntil: undefined },
      factIds: ['s2', 's1'],
    });
  });

  it('counts what was erased as unknown', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const [before, after] = [viewAt(fileOf(facts), AFTER_ALL), viewAt(erase(fileOf(facts)), AFTER_ALL)];
        const { absence, violations, ...matters } = after;
        expect(new Set(Object.values(matters))).not.toContainEqual(expect.any(Object));
        for (const [matter, told] of Object.entries(matters))
          if (told === undefined) expect(Reflect.get(before, matter)).toBeUndefined();
        expect(['none', 'erased']).toContain(absence.state);
        expect(absence.state === 'none').toBe(before.absence.state === 'none');
        expect(violations).toMatchObject({ state: 'none', factIds: [] });
        expect(violations.erased !== undefined).toBe(before.violations.factIds.length > 0);
      }),
    );
  });

  it('is the same whatever the order of arrival, once all have arrived', () => {
    const shuffled = arbitraryFacts.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts], { minLength: facts.length }),
        arbitraryInstant,
      ),
    );
    fc.assert(
      fc.property(shuffled, ([facts, order, effectiveAt]) => {
        const moment = { knownAt: END, effectiveAt };
        expect(viewAt(fileOf(order), moment)).toEqual(viewAt(fileOf(facts), moment));
      }),
    );
  });

  it('is the same whenever each fact was received, where no two take effect at once or correct the same', () => {
    const distinct = fc
      .tuple(
        arbitraryFacts,
        fc.shuffledSubarray(
          Array.from({ length: 28 }, (_, index) => index),
          { minLength: 28 },
        ),
      )
      .map(([facts, days]) =>
        facts
          .filter(({ corrects }) => corrects === undefined)
          .map((fact, index) => ({ ...fact, effective: addDaysTo(at('2026-01-01'), days[index] ?? 0) })),
      );
    const arriving = (facts: readonly Fact[]) =>
      fileOf(facts.map((fact, index) => ({ ...fact, received: addDaysTo(at('2026-06-01'), index) })));
    fc.assert(
      fc.property(distinct, (facts) => {
        expect(viewAt(arriving(facts.toReversed()), AFTER_ALL)).toEqual(viewAt(arriving(facts), AFTER_ALL));
      }),
    );
  });

  it('is not changed by telling everything twice', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        expect(fileOf([...facts, ...facts])).toEqual(fileOf(facts));
      }),
    );
  });
});

describe('a person known under two subjects', () => {
  const former = '1'.repeat(32) as Subject;

  it('is linked once', () => {
    const linked = decideLinkFormer(fileOf([]), { former, at: at('2026-03-01') });
    expect(linked).toEqual([{ type: 'FormerSubjectLinked', data: { former, linkedAt: at('2026-03-01') } }]);
    const file = residentDecider.evolve(fileOf([]), (linked as ResidentEvent[])[0] as ResidentEvent);
    expect(decideLinkFormer(file, { former, at: at('2026-04-01') })).toEqual([]);
  });

  it('is linked once more after coming back, and both files are theirs', () => {
    const again = '2'.repeat(32) as Subject;
    const file = [former, again].reduce((known, one) => {
      const linked = decideLinkFormer(known, { former: one, at: at('2026-04-01') });
      return (linked as ResidentEvent[]).reduce(residentDecider.evolve, known);
    }, fileOf([]));
    expect(file).toMatchObject({ formers: [former, again], factsFrom: undefined });
    expect(decideLinkFormer(file, { former, at: at('2026-05-01') })).toEqual([]);
  });

  it('begins anew when somebody else had the number: nothing of theirs is seen', () => {
    const before = (
      decideLinkFormer(fileOf([suspended]), { former, at: at('2026-03-01') }) as ResidentEvent[]
    ).reduce(residentDecider.evolve, fileOf([suspended]));
    const next = '2'.repeat(32) as Subject;
    const link = { former: next, at: at('2027-01-01'), factsFrom: at('2027-01-01') };
    const anew = (decideLinkFormer(before, link) as ResidentEvent[]).reduce(residentDecider.evolve, before);
    expect(anew).toMatchObject({ formers: [next], factsFrom: at('2027-01-01') });
    expect(mergeFiles([fileOf([])], anew).facts.size).toBe(0);
    // What the other's file had is still known to have been told.
    expect(anew.facts.size).toBe(1);
    expect(decideLinkFormer(anew, link)).toEqual([]);
  });

  it('is seen as if all had been told to one', () => {
    fc.assert(
      fc.property(arbitraryFacts, fc.nat(14), (facts, split) => {
        const merged = mergeFiles([fileOf(facts.slice(0, split))], fileOf(facts.slice(split)));
        expect(viewAt(merged, AFTER_ALL)).toEqual(viewAt(fileOf(facts), AFTER_ALL));
      }),
    );
  });

  it('keeps a fact told to both once', () => {
    expect(mergeFiles([fileOf([suspended])], fileOf([suspended])).facts.size).toBe(1);
  });
});

function erase(file: ResidentFile): ResidentFile {
  const erased = [...file.facts].map(
    ([name, fact]) => [name, { ...fact, content: 'erased' as const }] as const,
  );
  return { ...file, facts: GrowingMap.of(erased) };
}
