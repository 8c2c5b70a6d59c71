import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { given } from '#decider/given.js';
import {
  decideImpose,
  decideLift,
  directivesDecider,
  inForce,
  type Directive,
  type DirectiveCase,
  type DirectivesState,
} from './directives.js';
import type { DirectivesEvent } from './events.js';

const directives = (...events: readonly DirectivesEvent[]) => given(directivesDecider, ...events);

// No parser has to see these.
const day = (n: number) => new Date(Date.UTC(2026, 2, n)).toISOString() as Instant;
const justBefore = (at: Instant) => new Date(Date.parse(at) - 1).toISOString() as Instant;

const directive: Directive = {
  directiveId: 'd1',
  title: { ar: 'إيقاف مؤقت', en: 'Temporary stop' },
  covers: {},
  from: day(10),
  until: day(20),
  source: 'Circular 12/1447',
  effect: 'stop',
};

const imposed = (change: Partial<Directive> = {}): DirectivesEvent => ({
  type: 'DirectiveImposed',
  data: { ...directive, ...change },
});
const lifted: DirectivesEvent = { type: 'DirectiveLifted', data: { directiveId: 'd1', liftedAt: day(15) } };

const impose =
  (change: Partial<Directive> = {}) =>
  (state: DirectivesState) =>
    decideImpose(state, { ...directive, ...change });
const lift = (state: DirectivesState) => decideLift(state, { directiveId: 'd1', at: day(15) });

const renewal: DirectiveCase = { service: 'renew', category: 'employee', nationality: 'UTO' };
const covering =
  (at: Instant, of: DirectiveCase = renewal) =>
  (state: DirectivesState) =>
    inForce(state, at, of).map(({ directiveId }) => directiveId);

describe('imposing a directive', () => {
  it('puts it on record, once', () => {
    expect(directives().when(impose())).toEqual([imposed()]);
    expect(directives(imposed()).when(impose())).toEqual([]);
    expect(directives(imposed(), lifted).when(impose())).toEqual([]);
  });

  it('does not change one under the same id', () => {
    expect(directives(imposed()).when(impose({ effect: 'officer' }))).toMatchObject({
      code: 'directive-id-reused',
    });
  });

  it('covers somebody, at some time', () => {
    expect(directives().when(impose({ covers: { nationalities: [], wholeGroups: true } }))).toMatchObject({
      code: 'directive-covers-nobody',
    });
    expect(directives().when(impose({ until: day(10) }))).toMatchObject({ code: 'directive-never-in-force' });
  });
});

describe('lifting a directive', () => {
  it('is put on record, once', () => {
    expect(directives(imposed()).when(lift)).toEqual([lifted]);
    expect(directives(imposed(), lifted).when(lift)).toEqual([]);
  });

  it('may be heard of before the directive itself', () => {
    expect(directives().when(lift)).toEqual([lifted]);
    expect(directives(lifted, imposed()).when(covering(day(15)))).toEqual([]);
  });
});

describe('a directive is in force', () => {
  it('from its first moment until before its last', () => {
    const { state } = directives(imposed());
    expect(
      [justBefore(day(10)), day(10), justBefore(day(20)), day(20)].map((at) => covering(at)(state)),
    ).toEqual([[], ['d1'], ['d1'], []]);
  });

  it('until it is lifted', () => {
    const { state } = directives(imposed(), lifted);
    expect(covering(justBefore(day(15)))(state)).toEqual(['d1']);
    expect(covering(day(15))(state)).toEqual([]);
  });

  it.each([
    ['everybody, when it names nobody', {}, ['d1']],
    ['the service it names', { services: ['renew'] }, ['d1']],
    ['not another service', { services: ['issue'] }, []],
    ['the category it names', { categories: ['dependant', 'employee'] }, ['d1']],
    ['not another category', { categories: ['dependant'] }, []],
    ['the nationality it names', { nationalities: ['UTO'] }, ['d1']],
    ['not another nationality', { nationalities: ['D'] }, []],
    ['only who meets all it names', { services: ['renew'], nationalities: ['D'] }, []],
  ] as const)('for %s', (_, covers, found) => {
    expect(directives(imposed({ covers })).when(covering(day(12)))).toEqual(found);
  });

  it.each([
    ['DEU', 'D', false, true],
    ['D', 'DEU', false, true],
    ['RKS', 'XKX', false, true],
    ['ROM', 'ROU', false, true],
    ['GBR', 'GBN', false, false],
    ['GBR', 'GBN', true, true],
    ['GBN', 'GBR', true, true],
    ['GBR', 'IND', true, false],
    // Told before it was checked that there is such a nationality.
    ['ZZQ', 'ZZQ', false, true],
  ])('that names %s, for %s (the whole group: %s): %s', (named, nationality, wholeGroups, covered) => {
    const { state } = directives(imposed({ covers: { nationalities: [named], wholeGroups } }));
    expect(covering(day(12), { ...renewal, nationality })(state)).toEqual(covered ? ['d1'] : []);
  });

  it('for nationalities only once the nationality is known', () => {
    const { state } = directives(imposed({ covers: { nationalities: ['UTO'] } }));
    expect(covering(day(12), { ...renewal, nationality: undefined })(state)).toEqual([]);
  });
});
