import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { asTyped, solidAsTyped } from '#domain/identifiers/testing/as-typed.js';
import { RequestPipe } from '#runtime/problems/validation.js';
import { DetailsBody } from '../applications/applications.dto.js';
import { PaymentBody } from '../fees/fees.dto.js';
import { PeriodQuery } from '../reports/reports.controller.js';
import { TrackingBody } from '../status/status.dto.js';
import { ApplicationIdPipe, IdPipe } from './application-id.js';
import { TYPED } from './fields.js';

const pipe = new RequestPipe();
const read = (type: 'body' | 'query', metatype: new () => object, value: unknown): Promise<object> =>
  Promise.resolve(pipe.transform(value, { type, metatype }) as Promise<object>);

const passport = {
  number: 'A1234567',
  nationality: 'IND',
  surname: 'HASSAN',
  givenNames: 'AMINA',
  birthDate: '1990-06-15',
  sex: 'F',
  expiry: '2031-04-30',
  mrz: ['P<INDHASSAN<<AMINA', 'A12345673IND9006150F3104309'],
};
const details = { period: 12, occupation: 'AB-2142', passport, sponsorNumber: '7001234567' };

describe('what people type into a request', () => {
  it('is read in its one spelling, in bodies', async () => {
    const typed = fc.record({
      period: fc.oneof(fc.constant(12), asTyped('12')),
      occupation: asTyped('AB-2142'),
      sponsorNumber: solidAsTyped('7001234567'),
      passport: fc.record({
        ...Object.fromEntries(Object.entries(passport).map(([name, value]) => [name, fc.constant(value)])),
        number: solidAsTyped('A1234567'),
        nationality: solidAsTyped('IND'),
        birthDate: asTyped('1990-06-15'),
        expiry: asTyped('2031-04-30'),
        mrz: fc.tuple(solidAsTyped('P<INDHASSAN<<AMINA'), solidAsTyped('A12345673IND9006150F3104309')),
      }),
    });
    await fc.assert(
      fc.asyncProperty(typed, async (body) => {
        expect(JSON.parse(JSON.stringify(await read('body', DetailsBody, body)))).toEqual(details);
      }),
    );
    const payment = {
      billNumber: '4203910118234',
      paymentId: 'S-1',
      amount: 1,
      paidAt: '2026-03-01T09:00:00Z',
    };
    await fc.assert(
      fc.asyncProperty(
        solidAsTyped('4203910118234'),
        asTyped('2026-03-01T09:00:00Z'),
        async (billNumber, paidAt) => {
          expect(await read('body', PaymentBody, { ...payment, billNumber, paidAt })).toEqual(payment);
        },
      ),
    );
  });

  it('and in queries and paths', async () => {
    const id = '6f0c2d1e-0000-4000-8000-00000000000a';
    await fc.assert(
      fc.asyncProperty(
        solidAsTyped('9011'),
        asTyped('2026-03-01'),
        asTyped(id),
        async (lastFour, day, typed) => {
          expect(await read('query', TrackingBody, { lastFour })).toEqual({ lastFour: '9011' });
          expect(await read('query', PeriodQuery, { from: day, to: day })).toEqual({
            from: '2026-03-01',
            to: '2026-03-01',
          });
          expect([new ApplicationIdPipe().transform(typed), new IdPipe().transform(typed)]).toEqual([id, id]);
        },
      ),
    );
  });

  it('may be so long, and no longer', async () => {
    const marked = (length: number) => ({ lastFour: `90${'\u200F'.repeat(length - 4)}11` });
    expect(await read('query', TrackingBody, marked(TYPED))).toEqual({ lastFour: '9011' });
    await expect(read('query', TrackingBody, marked(TYPED + 1))).rejects.toMatchObject({
      options: { errors: [{ at: 'query:lastFour', code: 'field-length' }] },
    });
  });

  it('must be of the right form all the same', async () => {
    for (const [member, value] of [
      ['number', 'А1234567'],
      ['nationality', 'INDIA'],
      ['nationality', '\u200F'],
      ['birthDate', '1990/06/15'],
      ['mrz', ['', 'x']],
    ] as const) {
      const body = { ...details, passport: { ...passport, [member]: value } };
      await expect(read('body', DetailsBody, body)).rejects.toMatchObject({
        options: { errors: [{ at: `/passport/${member}` }] },
      });
    }
    await expect(read('body', DetailsBody, { ...details, period: '-12' })).rejects.toThrow('invalid-request');
  });

  it('is documented so that lines of which nothing would be left are no lines', async () => {
    const document = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as {
      components: { schemas: { PassportBody: { properties: { mrz: { items: { pattern: string } } } } } };
    };
    const pattern = new RegExp(document.components.schemas.PassportBody.properties.mrz.items.pattern, 'u');
    for (const line of [' ', '-', '– -', '\u200F']) {
      expect(line).not.toMatch(pattern);
      const body = { ...details, passport: { ...passport, mrz: [line, 'x'] } };
      await expect(read('body', DetailsBody, body)).rejects.toThrow('invalid-request');
    }
    for (const line of passport.mrz) expect(line).toMatch(pattern);
    expect('p<ind hassan<<amina').toMatch(pattern);
  });
});
