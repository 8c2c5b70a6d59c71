import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { anEvent } from '../conformance/events.js';
import { streamName } from '../validation.js';
import { decodeRecord, encodeRecord, place } from './record.js';

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((one) => !/[$\p{Cc}]/u.test(one));
const bytes = fc.uint8Array({ maxLength: 20_000 });
const content = fc.record({
  id: fc.uuid(),
  type: text,
  format: fc.constantFrom('json' as const, 'binary' as const),
  data: bytes,
  metadata: bytes,
});

describe('the record of an event', () => {
  it('decodes to what was encoded', () => {
    const anywhere = fc.tuple(fc.nat({ max: 2 ** 48 - 1 }), fc.nat({ max: 2 ** 32 - 1 }));
    const runs = fc.property(
      text,
      content,
      anywhere,
      fc.nat({ max: 2 ** 41 }),
      (stream, event, where, created) => {
        const [position, revision] = where;
        const record = encodeRecord(stream, event, created);
        place(record, position, revision);
        expect(decodeRecord(record)).toEqual({
          ...event,
          stream,
          position: BigInt(position),
          revision: BigInt(revision),
          created: new Date(created),
        });
      },
    );
    fc.assert(runs, { numRuns: 200 });
  });

  it('is 61 bytes, id included, the names, the metadata and the data', () => {
    const event = anEvent({ type: 'قدم', data: Buffer.alloc(500), metadata: Buffer.alloc(300) });
    expect(encodeRecord(streamName('application-1'), event, 0)).toHaveLength(61 + 13 + 6 + 300 + 500);
  });
});
