import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '#projections/rebuild/judgement.js';
import type { RebuildReport } from '#projections/rebuild/rebuild.js';
import type { Difference } from '#projections/rebuild/recheck.js';
import { rebuildReport, verificationReport } from './report.js';

const equal: Comparison = {
  documents: 1_200,
  rechecked: 0,
  waiting: 0,
  differing: 0,
  differences: [],
  hashes: { expected: 'e1', actual: 'e1' },
};
const rebuilt: RebuildReport = {
  events: 60_000,
  seconds: 4,
  parked: [],
  unknown: 0,
  discarded: 0,
  comparison: undefined,
};
const different = (differing: number, ...differences: readonly Difference[]): Comparison => ({
  ...equal,
  differing,
  differences,
  hashes: { expected: 'e1', actual: 'a1' },
});
const fields: Difference = {
  id: 'case-1',
  kind: 'content',
  fields: ['application.phase', 'fees.paid'],
  parked: false,
};
const behind: Difference = { id: 'case-2', kind: 'behind', fields: [], parked: true };

describe('the report of a rebuild', () => {
  const report = (more: Partial<RebuildReport> = {}) =>
    rebuildReport('review-queue', { ...rebuilt, ...more });
  const HEAD = 'review-queue: rebuilt from 60,000 events in 4 s (15,000/s)';

  it('of a model that was not there is what it did', () => {
    expect(report()).toEqual([HEAD]);
  });

  it('has the hash as proof that nothing changed', () => {
    expect(report({ comparison: equal })).toEqual([
      HEAD,
      '  equal to the model it replaced: 1,200 documents, content hash e1',
    ]);
  });

  it('claims no hash where events were still on their way', () => {
    const comparison = { ...equal, waiting: 3, hashes: { expected: 'e1', actual: 'a1' } };
    expect(report({ comparison })).toEqual([
      HEAD,
      '  equal to the model it replaced: 1,200 documents; 3 of them had yet to receive events',
    ]);
  });

  it('names what was wrong, and how much more there was', () => {
    expect(report({ comparison: { ...different(1_002, fields, behind), waiting: 1 } })).toEqual([
      HEAD,
      '  put right: the model it replaced differed in 1,002 of 1,200 documents; 1 of them had yet to receive events',
      '  content    case-1  application.phase, fees.paid',
      '  behind     case-2    parked: a replay would bring it further',
      '  … and 1,000 more',
    ]);
  });

  it('says what was not folded, and where to go on', () => {
    expect(report({ unknown: 1_500, discarded: 2, parked: ['case-1', 'case-2'] })).toEqual([
      HEAD,
      '  1,500 events of types this release does not know, stepped over',
      '  2 events left out, as operators decided',
      '  2 keys are parked: hawiya parked list --model review-queue',
    ]);
  });
});

describe('the report of a verification', () => {
  const report = (comparison: Comparison) => verificationReport('review-queue', comparison);

  it('of an equal model has the hash as proof', () => {
    expect(report(equal)).toEqual([
      'review-queue: 1,200 documents equal the fold of the events',
      '  content hash e1',
    ]);
  });

  it('tells what was looked at once more, and what is still on its way', () => {
    const comparison = { ...equal, rechecked: 40, waiting: 7, hashes: { expected: 'e1', actual: 'a1' } };
    expect(report(comparison)).toEqual([
      'review-queue: 1,200 documents equal the fold of the events',
      '  40 looked at once more, by themselves',
      '  7 equal as far as they are; events for them are still on their way',
    ]);
  });

  it('of a model that differs names documents and fields, and no hash', () => {
    expect(report(different(2, fields, { ...behind, kind: 'missing', parked: false }))).toEqual([
      'review-queue: 2 of 1,200 documents differ from the fold of the events',
      '  content    case-1  application.phase, fees.paid',
      '  missing    case-2',
    ]);
  });
});
