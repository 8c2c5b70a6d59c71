import { describe, expect, it } from '@jest/globals';
import { parseEstablishment, parseNumberedPerson, sponsorNamed } from './numbered-person.js';

describe('a person with a number', () => {
  it.each([
    ['citizen:1045678909', 'citizen:1045678909'],
    ['iqama:2456789011', 'iqama:2456789011'],
    ['citizen:١٠٤٥٦٧٨٩٠٩', 'citizen:1045678909'],
    ['citizen:1045678908', undefined],
    ['citizen:2456789011', undefined],
    ['iqama:1045678909', undefined],
    ['border:3001234567', undefined],
    ['1045678909', undefined],
    ['citizen:1045678909:2', undefined],
    ['', undefined],
  ])('%j is read as %j', (text, person) => {
    expect(parseNumberedPerson(text)).toBe(person);
  });

  it.each([
    ['1045678909', 'citizen:1045678909'],
    ['2456789011', 'iqama:2456789011'],
    ['7001234567', 'establishment:7001234567'],
    ['٧٠٠١٢٣٤٥٦٧', 'establishment:7001234567'],
    ['700123456', undefined],
    ['1045678908', undefined],
    ['', undefined],
  ])('sponsors under %j as %j', (number, person) => {
    expect(sponsorNamed(number)).toBe(person);
  });

  it('is no establishment', () => {
    expect(parseEstablishment('1045678909')).toBeUndefined();
    expect(parseEstablishment('7001234567')).toBe('establishment:7001234567');
  });
});
