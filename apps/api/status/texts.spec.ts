import { describe, expect, it } from '@jest/globals';
import {
  REASON_OF_OLD,
  REVIEW_REASONS,
  reasonText,
  WITHDRAWAL_REASONS,
} from '#domain/application/review-reasons.js';
import type { ConditionText } from '#domain/conditions/condition.js';
import { OWNER_NAMES, REMEDY_TEXTS } from '#domain/conditions/texts.js';
import { GROUND_ERASED, GROUND_MEANINGS } from '#domain/credential/ground-texts.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import { RequestPipe } from '#runtime/problems/validation.js';
import { WithdrawBody } from '../applications/applications.dto.js';
import { DecisionBody, ReasonBody } from '../review/review.dto.js';
import { groundText } from './grounds.js';
import { STATUS_SCHEMAS } from './schemas.js';
import {
  ASKED_TEXTS,
  CREDENTIAL_TEXTS,
  DOCUMENT_TEXTS,
  PAYMENT_TEXTS,
  PHASE_TEXTS,
  REFUND_FAILED,
  REFUND_FAILURES,
  refundFailureText,
} from './texts.js';

const TABLES: Readonly<Record<string, Readonly<Record<string, ConditionText>>>> = {
  owners: OWNER_NAMES,
  remedies: REMEDY_TEXTS,
  ...Object.fromEntries(
    CONDITIONS.map(({ id, title, reasons }) => [
      id,
      {
        title,
        ...Object.fromEntries(
          Object.entries(reasons).flatMap(([code, { says, todo }]) => [
            [`${code} says`, says],
            [`${code} todo`, todo],
          ]),
        ),
      },
    ]),
  ),
  phases: PHASE_TEXTS,
  documents: DOCUMENT_TEXTS,
  payments: PAYMENT_TEXTS,
  requests: ASKED_TEXTS,
  credentials: CREDENTIAL_TEXTS,
  grounds: Object.fromEntries(
    Object.entries({ ...GROUND_MEANINGS, erased: GROUND_ERASED }).flatMap(([kind, { says, todo }]) => [
      [`${kind} says`, says],
      [`${kind} todo`, todo],
    ]),
  ),
  'failures of refunds': REFUND_FAILURES,
  'reasons of officers': REVIEW_REASONS,
  'reasons of withdrawals': WITHDRAWAL_REASONS,
  'codes of old': { reason: REASON_OF_OLD, refund: REFUND_FAILED },
};

const pipe = new RequestPipe();
const read = (metatype: new () => object, value: object) =>
  Promise.resolve(pipe.transform(value, { type: 'body', metatype }) as Promise<object>);

describe('the codes a client sees', () => {
  it.each(Object.keys(TABLES))('have a text in both languages: %s', (name) => {
    const texts = Object.entries(TABLES[name] ?? {});
    expect(texts.length).toBeGreaterThan(0);
    for (const [code, { ar, en }] of texts) {
      expect([code, ar]).toEqual([code, expect.stringMatching(/\p{Script=Arabic}/u)]);
      expect([code, en]).toEqual([code, expect.stringMatching(/^[^\p{Script=Arabic}]+$/u)]);
    }
  });

  it('are those the document lists', () => {
    const { ApplicationStatus, FeesStatus, CredentialStatus } = STATUS_SCHEMAS;
    expect(ApplicationStatus.properties?.['phase']?.enum).toEqual(Object.keys(PHASE_TEXTS));
    const document = ApplicationStatus.properties?.['documents']?.items;
    expect(document?.properties?.['kind']?.enum).toEqual(Object.keys(DOCUMENT_TEXTS));
    const payment = FeesStatus.properties?.['payments']?.items;
    expect(payment?.properties?.['met']?.enum).toEqual(Object.keys(PAYMENT_TEXTS));
    expect(CredentialStatus.properties?.['status']?.enum).toEqual(Object.keys(CREDENTIAL_TEXTS));
  });

  it('are all an officer, or whoever withdraws, can give; what was written before keeps a text', async () => {
    for (const reason of Object.keys(REVIEW_REASONS)) {
      expect(await read(DecisionBody, { decision: 'reject', reason })).toMatchObject({ reason });
      expect(await read(ReasonBody, { reason })).toMatchObject({ reason });
    }
    for (const reason of Object.keys(WITHDRAWAL_REASONS))
      expect(await read(WithdrawBody, { reason })).toMatchObject({ reason });
    const unknown = {
      options: { errors: [{ at: '/reason', params: { allowed: Object.keys(REVIEW_REASONS) } }] },
    };
    for (const reason of ['a-code-of-their-own', 'toString', 'no-longer-needed'])
      await expect(read(ReasonBody, { reason })).rejects.toMatchObject(unknown);
    for (const code of ['a-code-of-their-own', 'toString']) {
      expect(reasonText(code)).toBe(REASON_OF_OLD);
      expect(groundText(code)).toBe(REASON_OF_OLD);
      expect(refundFailureText(code)).toBe(REFUND_FAILED);
    }
  });
});
