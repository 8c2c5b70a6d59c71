import { describe, expect, it } from '@jest/globals';
import { HttpException, NotFoundException } from '@nestjs/common';
import * as fc from 'fast-check';
import { ProblemCatalogue, type ProblemEntry } from './catalogue.js';
import { problemOf } from './from-exception.js';
import { HTTP_PROBLEMS } from './http-problems.js';
import { languageOf } from './language.js';
import { ProblemError } from './problem.js';
import { problemDocumentOf } from './problem-filter.js';
import { itemsOf } from './validation.js';
import { escapePointer } from './escape-pointer.js';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ar', 'ar'],
    ['ar-SA,ar;q=0.9,en;q=0.8', 'ar'],
    ['en;q=0.5, ar;q=0.7', 'ar'],
    ['ar;q=0.5, en;q=0.7', 'en'],
    ['ar;q=0', 'en'],
    ['fr, ar;q=0.1', 'ar'],
    ['*', 'en'],
    ['AR;Q=1.0', 'ar'],
    ['ar;q=banana', 'en'],
    ['en, ar', 'en'],
    ['ar_SA', 'ar'],
    ['ar_SA.UTF-8', 'ar'],
    ['ar-Arab-SA', 'ar'],
    ['ara', 'ar'],
    ['arc', 'en'],
  ] as const)('%s → %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it('is one of the two for any header', () => {
    fc.assert(fc.property(fc.string(), (header) => ['ar', 'en'].includes(languageOf(header))));
  });
});

describe('the problem document', () => {
  const catalogue = new ProblemCatalogue(HTTP_PROBLEMS);

  it('has a stable type, the usual status and titles in the language asked for', () => {
    const problem = new ProblemError('invalid-request', { errors: [{ at: '/a', code: 'field-required' }] });
    expect(problemDocumentOf(problem, catalogue, 'ar', 'a request/1')).toEqual({
      type: '/problems/invalid-request',
      title: 'الطلب ليس بالصيغة المتوقعة',
      status: 400,
      detail: '/a: هذا الحقل مطلوب.',
      instance: 'urn:hawiya:request:a%20request%2F1',
      code: 'invalid-request',
      errors: [{ at: '/a', code: 'field-required', title: 'هذا الحقل مطلوب', detail: 'هذا الحقل مطلوب' }],
    });
  });

  it.each([
    [{ allowed: [3, 6, 12] }, 'allowed: 3, 6, 12', 'القيم المسموحة: 3، 6، 12'],
    [{ min: 1, max: 64 }, 'from 1 to 64', 'من 1 إلى 64'],
    [{ maxCount: 10 }, 'at most 10', 'الحد الأعلى 10'],
    [{ min: 2 }, 'at least 2', 'الحد الأدنى 2'],
    [{ expected: 10, found: 9 }, 'expected: 10', 'المتوقع: 10'],
    [{ pattern: 'YYYY-MM-DD' }, 'form: YYYY-MM-DD', 'الصيغة: YYYY-MM-DD'],
    [{ type: 'integer' }, 'type: integer', 'النوع: integer'],
  ])('names what is allowed instead: %j', (params, en, ar) => {
    const problem = new ProblemError('invalid-request', {
      errors: [{ at: '/a', code: 'field-format', params }],
    });
    expect(problemDocumentOf(problem, catalogue, 'en').detail).toBe(
      `/a: This does not have the expected form (${en}).`,
    );
    expect(problemDocumentOf(problem, catalogue, 'ar').detail).toContain(`(${ar})`);
  });

  it('tells five things in words, and how many more there are', () => {
    const errors = Array.from({ length: 7 }, (_, i) => ({ at: `/${i}`, code: 'field-required' }));
    const { detail } = problemDocumentOf(new ProblemError('invalid-request', { errors }), catalogue, 'en');
    expect(detail).toContain('/4: This is required; and 2 more in errors.');
    expect(detail).not.toContain('/5');
  });

  it('says to wait, whatever its status, when it passes by itself', () => {
    const passing = new ProblemError('field-required', { status: 409, headers: { 'retry-after': '30' } });
    expect(problemDocumentOf(passing, catalogue, 'en').detail).toBe('Wait as long as Retry-After says.');
    const lasting = new ProblemError('field-required', { status: 409 });
    expect(problemDocumentOf(lasting, catalogue, 'en').detail).toContain('decide anew');
  });

  it('says what to do about every status the service answers with', () => {
    for (const [code, { status }] of Object.entries<ProblemEntry>(HTTP_PROBLEMS)) {
      if (status === undefined) continue;
      for (const language of ['en', 'ar'] as const)
        expect(problemDocumentOf(new ProblemError(code), catalogue, language).detail).toMatch(/\p{L}.*\.$/u);
    }
  });

  it('refuses two meanings for one code', () => {
    expect(() => new ProblemCatalogue(HTTP_PROBLEMS, { conflict: { en: 'x', ar: 'y' } })).toThrow('conflict');
  });

  it('has every title in Arabic script and in Latin script', () => {
    for (const { ar, en } of Object.values(HTTP_PROBLEMS)) {
      expect(ar).toMatch(/\p{Script=Arabic}/u);
      expect(en).toMatch(/^[\p{Script=Latin}\p{P}\p{Zs}]+$/u);
    }
  });

  it('knows what Nest and Fastify throw on purpose, and takes anything else for a bug', () => {
    const fastify = Object.assign(new Error('x'), {
      name: 'FastifyError',
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
      statusCode: 413,
    });
    expect(problemOf(new NotFoundException())?.code).toBe('not-found');
    expect(problemOf(fastify)?.code).toBe('body-too-large');
    expect(problemOf(new HttpException('x', 413, { cause: fastify }))?.code).toBe('body-too-large');
    expect(problemOf(Object.assign(new SyntaxError('Unexpected token'), { statusCode: 400 }))?.code).toBe(
      'malformed-json',
    );
    for (const bug of [
      new Error('x'),
      new SyntaxError('x'),
      new HttpException('x', 500),
      'text',
      undefined,
      null,
    ]) {
      expect(problemOf(bug)).toBeUndefined();
    }
  });
});

describe('the errors of a body', () => {
  it('point to nested fields and say the most telling thing first', () => {
    expect(
      itemsOf([
        {
          property: 'passport',
          value: {},
          children: [
            { property: 'a/b~c', value: 1, constraints: { maxLength: 'x', isString: 'y' } },
            { property: 'number', value: undefined, constraints: { isString: 'y' } },
          ],
        },
        { property: 'extra', value: 1, constraints: { whitelistValidation: 'z' } },
      ]),
    ).toEqual([
      { at: '/passport/a~1b~0c', code: 'field-type', params: { type: 'string' } },
      { at: '/passport/number', code: 'field-required' },
      { at: '/extra', code: 'field-unknown' },
    ]);
    expect(escapePointer('~/')).toBe('~0~1');
  });
});
