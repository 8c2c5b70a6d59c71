import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cursorAt, placeInCursor } from './cursor.js';

const instant = fc.date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true });

describe('a cursor', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(instant, fc.string({ minLength: 1, unit: 'grapheme' }), (date, id) => {
        const place = { at: date.toISOString(), id };
        expect(placeInCursor(cursorAt(place))).toEqual(place);
      }),
    );
  });

  it('that is none of ours is told from one that is', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(placeInCursor(text)).toBeUndefined()));
    const cursor = cursorAt({ at: '2026-03-01T09:00:00.000Z', id: 'a' });
    const others = [`${cursor}=`, ` ${cursor}`, cursor.slice(0, -4)];
    const none = Buffer.from('2026-99-01T09:00:00Z a').toString('base64url');
    for (const other of [...others, none, 'bm9uc2Vuc2U', '']) expect(placeInCursor(other)).toBeUndefined();
  });
});
