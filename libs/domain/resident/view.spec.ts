import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { GrowingMap } from '#decider/growing-map.js';
import { factName, type RecordedFact, type ResidentFile } from './file.js';
import { arbitraryFact, arbitraryInstant } from './testing/arbitrary-fact.js';
import { viewInOrder } from './testing/view-in-order.js';
import { viewAt } from './view.js';

const fileOf = (facts: readonly RecordedFact[]): ResidentFile => ({
  facts: GrowingMap.of(facts.map((fact) => [factName(fact.source, fact.id), fact])),
  formers: [],
  factsFrom: undefined,
});

/** Told late, told ahead, put right (also what has not arrived), erased; of few sources and ids, so that they meet. */
const arbitraryFile = (maxLength: number) =>
  fc.array(fc.tuple(arbitraryFact, fc.nat(9)), { maxLength, size: 'max' }).map((drafts) =>
    fileOf(
      drafts.map(([fact, chance], index) => {
        const named = { ...fact, id: `f${index}` } as RecordedFact;
        return chance === 0 ? { ...named, content: 'erased' } : named;
      }),
    ),
  );

describe('what is known of a person', () => {
  it.each([
    ['a few facts', 14, 1_000],
    ['more facts than a finding names', 400, 100],
  ])('is the same as if all were put in order first: %s', (_, most, numRuns) => {
    fc.assert(
      fc.property(
        arbitraryFile(most),
        arbitraryInstant,
        fc.option(arbitraryInstant, { nil: undefined }),
        (file, effectiveAt, knownAt) => {
          const moment = knownAt === undefined ? { effectiveAt } : { effectiveAt, knownAt };
          expect(viewAt(file, moment)).toEqual(viewInOrder(file, moment));
        },
      ),
      { numRuns },
    );
  });
});
