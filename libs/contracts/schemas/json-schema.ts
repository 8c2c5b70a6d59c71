/** A JSON Schema (2020-12) as far as the service's contracts use it; plain data, so that it can be published as it is. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  /** `iqama-number` and `sponsor-number` are the service's own. */
  readonly format?: 'date' | 'date-time' | 'uri-reference' | 'iqama-number' | 'sponsor-number';
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

/** An object with exactly these fields; those of `optional` may be absent. */
export function objectOf(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

export const text = (maxLength: number, minLength = 1): JsonSchema => ({
  type: 'string',
  minLength,
  maxLength,
});
export const oneOf = (...values: readonly string[]): JsonSchema => ({ type: 'string', enum: values });
export const day: JsonSchema = { type: 'string', format: 'date' };
export const instant: JsonSchema = { type: 'string', format: 'date-time' };
/** ICAO alpha-3, as printed in the machine-readable zone. */
export const nationality: JsonSchema = { type: 'string', pattern: '^[A-Z]{3}$' };
