import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ProblemError } from '#runtime/problems/problem.js';
import { RequestPipe } from '#runtime/problems/validation.js';
import {
  DeclarationBody,
  DetailsBody,
  DocumentBody,
  StartBody,
  WithdrawBody,
} from '../applications/applications.dto.js';
import { PreCheckBody } from '../applications/pre-check.dto.js';
import { EnquiryBody, PaymentBody, RefundBody, RefundOutcomeBody } from '../fees/fees.dto.js';
import { ErasureBody } from '../operations/erasures.dto.js';
import { DiscardBody } from '../operations/parked.dto.js';
import { DecisionBody, ReasonBody } from '../review/review.dto.js';

const BODIES = [
  StartBody,
  DetailsBody,
  DocumentBody,
  DeclarationBody,
  WithdrawBody,
  PreCheckBody,
  PaymentBody,
  RefundBody,
  RefundOutcomeBody,
  EnquiryBody,
  ErasureBody,
  DiscardBody,
  DecisionBody,
  ReasonBody,
] as const;

const MEMBERS = [
  'applicant',
  'passport',
  'event',
  'mrz',
  'kind',
  'period',
  'category',
  'of',
  'reason',
] as const;

const pipe = new RequestPipe();
const read = async (metatype: new () => object, value: unknown): Promise<unknown> =>
  pipe.transform(value, { type: 'body', metatype });

/** What is wrong with it; undefined: nothing. Whatever is no problem is a fault. */
async function problemsIn(metatype: new () => object, value: unknown) {
  try {
    await read(metatype, value);
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.options.errors?.map(({ at, code }) => `${at} ${code}`);
    throw error;
  }
}

/** Lists, nulls and objects in each other, with the members bodies have. */
const { value: nested } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, 12, '', 'renewal', 'first-issue'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie('value'), { maxKeys: 4 }),
  ),
}));

describe('a body', () => {
  it('is read or refused, whatever JSON it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...BODIES), nested, async (body, value) => {
        await problemsIn(body, value);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['an applicant in a list', StartBody, { applicant: [null] }, '/applicant/0 field-type'],
    ['applicants', StartBody, { applicant: [{ kind: 'renewal' }, null] }, '/applicant/1 field-type'],
    ['a list in a list', PreCheckBody, { applicant: [[null]] }, '/applicant/0/0 field-type'],
    ['a passport in a list', DetailsBody, { passport: [null] }, '/passport/0 field-type'],
    ['a line that is none', DetailsBody, { passport: { mrz: ['x', null] } }, '/passport/mrz/1 field-type'],
    ['an event in a list', DiscardBody, { event: [null], reason: 'x' }, '/event/0 field-type'],
    ['a list', StartBody, [null], '/0 field-type'],
  ])('with null for %s is told where', async (_, body, value, problem) => {
    expect(await problemsIn(body, value)).toEqual([problem]);
  });

  it('that is absent lacks what it needs, and is none where nothing is needed', async () => {
    expect(await problemsIn(WithdrawBody, undefined)).toBeUndefined();
    expect(await read(RefundBody, undefined)).toEqual({});
    expect(await problemsIn(ReasonBody, undefined)).toEqual(['/reason field-required']);
    expect(await problemsIn(StartBody, undefined)).toContain('/applicant field-required');
  });
});
