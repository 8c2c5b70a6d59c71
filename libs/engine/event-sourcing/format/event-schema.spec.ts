import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  currentVersion,
  type EventSchema,
  type StoredPayload,
  upcast,
  type Upcaster,
} from './event-schema.js';

/** A family of events of three versions: a name became two, then was sealed, and an amount got its currency. */
const split: Upcaster = ({ data, personal }) => {
  const [given = '', ...others] = String(data['name']).split(' ');
  return { data: { amount: data['amount'], given, surname: others.join(' ') }, personal };
};
const sealed: Upcaster = ({ data: { amount, given, surname } }) => ({
  data: { amount: { value: amount, currency: 'SAR' } },
  personal: { given, surname },
});
const family: EventSchema = { category: 'fees', personal: true, upcasters: [split, sealed] };

/** Any chain: each step marks that it was there, keeps what it found, and copes with what is erased. */
const anyChain = fc
  .array(fc.record({ adds: fc.string(), drops: fc.option(fc.string()) }), { maxLength: 6 })
  .map((steps) =>
    steps.map(({ adds, drops }, index): Upcaster => ({ data, personal }) => ({
      data: Object.fromEntries([...Object.entries(data).filter(([name]) => name !== drops), [adds, index]]),
      personal: personal === 'erased' ? personal : { ...personal, step: index },
    })),
  );
const anyPayload: fc.Arbitrary<StoredPayload> = fc.record({
  data: fc.dictionary(fc.string(), fc.jsonValue()),
  personal: fc.oneof(fc.constant('erased' as const), fc.dictionary(fc.string(), fc.jsonValue())),
});

describe('the chain of upcasters', () => {
  it.each<[number, StoredPayload['data'], StoredPayload['personal']]>([
    [1, { name: 'ANNA MARIA ERIKSSON', amount: 100 }, undefined],
    [2, { given: 'ANNA', surname: 'MARIA ERIKSSON', amount: 100 }, undefined],
    [3, { amount: { value: 100, currency: 'SAR' } }, { given: 'ANNA', surname: 'MARIA ERIKSSON' }],
  ])('brings version %i to the current shape', (version, data, personal) => {
    expect(upcast(family, version, { data, personal })).toEqual({
      data: { amount: { value: 100, currency: 'SAR' } },
      personal: { given: 'ANNA', surname: 'MARIA ERIKSSON' },
    });
  });

  it('leaves the current version as it is, and from any other takes one step, then goes on as from the next', () => {
    fc.assert(
      fc.property(anyChain, anyPayload, (upcasters, payload) => {
        const schema: EventSchema = { category: 'fees', personal: true, upcasters };
        expect(upcast(schema, currentVersion(schema), payload)).toBe(payload);
        for (const [index, step] of upcasters.entries()) {
          const version = index + 1;
          expect(upcast(schema, version, payload)).toEqual(upcast(schema, version + 1, step(payload)));
        }
      }),
    );
  });

  it.each([0, -1, 1.5, 4, Number.NaN])('knows no version %d', (version) => {
    expect(() => upcast(family, version, { data: {}, personal: undefined })).toThrow(RangeError);
  });
});
