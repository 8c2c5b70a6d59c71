import type { Instant } from '#decider/brand.js';
import { describe, expect, it } from '@jest/globals';
import { byKind, listOf, objectOf, oneOf, optional, type SchemaOf, text, whole } from './schema-of.js';
import { utcInstant } from './values.js';

interface Told {
  readonly result: 'fit' | 'unfit';
  readonly at: Instant;
  readonly centre?: string;
}

type By = { readonly kind: 'rules' } | { readonly kind: 'officer'; readonly officer: string };

const result = oneOf('fit', 'unfit');

describe('a schema of a type', () => {
  it('has each field of it, and says which may be absent', () => {
    const told: SchemaOf<Told> = objectOf({ result, at: utcInstant, centre: optional(text(9)) });
    expect(told).toEqual({
      type: 'object',
      properties: {
        result: { type: 'string', enum: ['fit', 'unfit'] },
        at: utcInstant,
        centre: { type: 'string', minLength: 1, maxLength: 9 },
      },
      required: ['result', 'at'],
      additionalProperties: false,
    });
  });

  it('has each kind of a union, closed in itself', () => {
    const by: SchemaOf<By> = byKind({ rules: {}, officer: { officer: text(9) } });
    expect(by.oneOf).toEqual([
      {
        type: 'object',
        properties: { kind: { const: 'rules' } },
        required: ['kind'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { kind: { const: 'officer' }, officer: text(9) },
        required: ['kind', 'officer'],
        additionalProperties: false,
      },
    ]);
  });

  it('is refused by the compiler when it is not of exactly that type', () => {
    const centre = optional(text(9));
    const refused: readonly SchemaOf<unknown>[] = [
      // @ts-expect-error a field is missing
      objectOf<Told>({ result, centre }),
      // @ts-expect-error an optional field is missing
      objectOf<Told>({ result, at: utcInstant }),
      // @ts-expect-error a field is not known
      objectOf<Told>({ result, at: utcInstant, centre, more: text(9) }),
      // @ts-expect-error a field that may be absent is not marked
      objectOf<Told>({ result, at: utcInstant, centre: text(9) }),
      // @ts-expect-error a field that is always there is marked as one that may be absent
      objectOf<Told>({ result, at: optional(utcInstant), centre }),
      // @ts-expect-error any text stands for an instant
      objectOf<Told>({ result, at: text(9), centre }),
      // @ts-expect-error a value of the list is missing
      objectOf<Told>({ result: oneOf('fit'), at: utcInstant, centre }),
      // @ts-expect-error a value of the list is not known
      objectOf<Told>({ result: oneOf('fit', 'unfit', 'pending'), at: utcInstant, centre }),
      // @ts-expect-error a kind is missing
      byKind<By>({ rules: {} }),
      // @ts-expect-error a number stands for a text
      objectOf<{ n: string }>({ n: whole(0, 1) }),
      // @ts-expect-error a list stands for one
      objectOf<{ n: string }>({ n: listOf(text(9)) }),
      // @ts-expect-error a schema nobody says the type of
      objectOf<{ n: string }>({ n: { type: 'string' } }),
    ] as never;
    expect(refused).toHaveLength(12);
  });
});
