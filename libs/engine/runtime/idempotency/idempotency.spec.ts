import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson, canonicalRequest } from './canonical-request.js';
import { InFlight } from './in-flight.js';
import { idempotencyKeyOf } from './key.js';

describe('the Idempotency-Key', () => {
  it.each([
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['8e03978e', '8e03978e'],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('%s is read', (header, key) => {
    expect(idempotencyKeyOf(header)).toBe(key);
  });

  it.each([[''], ['""'], [`"${'k'.repeat(256)}"`], ['two words'], ['"a"b"'], [['a', 'b']]])(
    '%j is refused',
    (header) => {
      expect(() => idempotencyKeyOf(header)).toThrow('idempotency-key-invalid');
    },
  );

  it('must be there', () => {
    expect(() => idempotencyKeyOf(undefined)).toThrow('idempotency-key-missing');
  });
});

describe('a command under way', () => {
  it('is refused a second time until it ends', () => {
    const inFlight = new InFlight();
    const end = inFlight.begin('a');
    expect(() => inFlight.begin('a')).toThrow('request-in-flight');
    inFlight.begin('b')();
    expect(() => inFlight.begin('a')).toThrow('request-in-flight');
    end();
    inFlight.begin('a')();
    expect(inFlight.size).toBe(0);
  });
});

describe('the canonical form of a request', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        const reversed = Object.fromEntries(Object.entries(body).reverse());
        expect(canonicalRequest('POST', '/a', body)).toBe(canonicalRequest('POST', '/a', reversed));
      }),
    );
  });

  it('keeps every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('depends on method, path and content', () => {
    const forms = [
      canonicalRequest('POST', '/a', { x: 1 }),
      canonicalRequest('PUT', '/a', { x: 1 }),
      canonicalRequest('POST', '/b', { x: 1 }),
      canonicalRequest('POST', '/a', { x: 2 }),
      canonicalRequest('POST', '/a', undefined),
    ];
    expect(new Set(forms).size).toBe(5);
  });
});
