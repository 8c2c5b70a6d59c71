/** JSON Schema 2020-12, the dialect of OpenAPI 3.1, as far as the answers need it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}

/** An object that always has all of `properties`, and may have those of `optional`. */
export function objectSchema(
  properties: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: 'object', properties: { ...properties, ...optional }, required: Object.keys(properties) };
}

/** A schema described elsewhere in the document. */
export const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const either = (...schemas: readonly Schema[]): Schema => ({ anyOf: schemas });
export const enumSchema = (...values: readonly unknown[]): Schema => ({ enum: values });
export const tally = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
export const describedSchema = (description: string, schema: Schema): Schema => ({ ...schema, description });

export const textSchema: Schema = { type: 'string' };
export const booleanSchema: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const revision: Schema = describedSchema('Of the application: for If-Match and minRevision', count);
export const feesRevision: Schema = describedSchema('Of the fees: for minFeesRevision', count);
export const halalasSchema: Schema = describedSchema('Halalas: 100 are one riyal', { type: 'integer' });
export const uuid: Schema = { type: 'string', format: 'uuid' };
export const daySchema: Schema = { type: 'string', format: 'date' };
export const dualDateSchema: Schema = objectSchema({
  gregorian: daySchema,
  hijri: textSchema,
  calendar: textSchema,
});
export const instantSchema: Schema = { type: 'string', format: 'date-time' };
export const trackingNumberSchema: Schema = {
  type: 'string',
  pattern: '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$',
};
export const erased: Schema = { const: 'erased', description: 'The personal data was erased' };
