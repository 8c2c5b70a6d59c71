import { escapePointer } from './escape-pointer.js';

/** More places are not told: nobody reads them, and a hostile body must not make a huge answer. */
const MOST_PLACES = 100;

/**
 * Where a JSON value has null for an item of a list, as JSON pointers. None of our lists has such items; what turns
 * bodies into objects looks into each, and stumbles.
 */
export function nullsInLists(value: unknown): readonly string[] {
  const places: string[] = [];
  const look = (one: unknown, at: string): void => {
    if (typeof one !== 'object' || one === null || places.length >= MOST_PLACES) return;
    for (const [name, member] of Object.entries(one)) {
      const place = `${at}/${escapePointer(name)}`;
      if (member === null && Array.isArray(one)) places.push(place);
      else look(member, place);
    }
  };
  look(value, '');
  return places.slice(0, MOST_PLACES);
}
