import { APPLICATION_SCHEMAS } from '../applications/schemas.js';
import { DIRECTIVE_SCHEMAS } from '../directives/schemas.js';
import { FACT_SCHEMAS } from '../facts/schemas.js';
import { FEE_SCHEMAS } from '../fees/schemas.js';
import { HEALTH_SCHEMAS } from '../health/schemas.js';
import { OPERATION_SCHEMAS } from '../operations/schemas.js';
import { REPORT_SCHEMAS } from '../reports/schemas.js';
import { REVIEW_SCHEMAS } from '../review/schemas.js';
import { STATUS_SCHEMAS } from '../status/schemas.js';
import { COMMON_SCHEMAS } from './common-schemas.js';

/** What the API answers with, by name. */
export const SCHEMAS = {
  ...COMMON_SCHEMAS,
  ...APPLICATION_SCHEMAS,
  ...FEE_SCHEMAS,
  ...FACT_SCHEMAS,
  ...DIRECTIVE_SCHEMAS,
  ...REVIEW_SCHEMAS,
  ...REPORT_SCHEMAS,
  ...STATUS_SCHEMAS,
  ...OPERATION_SCHEMAS,
  ...HEALTH_SCHEMAS,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

export function ref(name: SchemaName): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
