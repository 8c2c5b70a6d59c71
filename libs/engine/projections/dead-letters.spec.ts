import { expect, it } from '@jest/globals';
import { deadLettersInWords, tooManyParked } from './dead-letters.js';

const LIMITS = { deadLettersMax: 100, deadLettersMaxPercent: 1 };

it.each([
  // parked, documents
  [100, 0, false],
  [101, 0, true],
  [101, 10_099, true],
  [101, 10_100, false],
  [10_001, 1_000_000, true],
  [10_000, 1_000_000, false],
])('%i keys parked beside %i documents are too many: %p', async (parked, documents, expected) => {
  expect(await tooManyParked({ parked }, LIMITS, () => Promise.resolve(documents))).toBe(expected);
});

it('counts the documents only where they decide', async () => {
  const asked = () => Promise.reject(new Error('asked'));
  expect(await tooManyParked({ parked: 100 }, LIMITS, asked)).toBe(false);
});

it('says how many wait for want of a key', () => {
  expect(deadLettersInWords({ parked: 3, unknownKey: 0 })).toBe('3');
  expect(deadLettersInWords({ parked: 3, unknownKey: 2 })).toBe('3 (2 of unknown keys)');
});
