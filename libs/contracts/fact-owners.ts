import type { InboundKind } from './schemas/fact-event.js';

/** Which service may state which kind of fact (the table of the service's conditions). */
export const FACT_OWNERS: Readonly<Record<InboundKind, readonly string[]>> = {
  'residency-status-changed': ['passports'],
  'passport-updated': ['passports'],
  'passport-linked': ['passports'],
  'violation-recorded': ['traffic'],
  'violation-settled': ['traffic'],
  'violation-objected': ['traffic'],
  'medical-exam-reported': ['medical-centres'],
  'absence-reported': ['labour'],
  'absence-confirmed': ['labour'],
  'absence-cancelled': ['labour'],
  'absence-appealed': ['labour'],
  'appeal-decided': ['labour'],
  'account-activated': ['accounts'],
  'account-suspended': ['accounts'],
  'sponsorship-changed': ['labour', 'passports'],
  'insurance-changed': ['insurance'],
  'directive-imposed': ['directives-desk'],
  'directive-lifted': ['directives-desk'],
};
