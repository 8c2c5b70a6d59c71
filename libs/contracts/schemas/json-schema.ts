/**
 * A JSON Schema (draft 07 and 2020-12 agree on all of it) as far as the service's contracts use it; plain data, so that
 * it can be published as it is.
 */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly (string | number)[];
  /** The values there are today, of a list that may grow within a version. */
  readonly 'x-extensible-enum'?: readonly string[];
  /** `iqama-number` and `sponsor-number` are the service's own. */
  readonly format?: 'date' | 'date-time' | 'uri-reference' | 'uuid' | 'iqama-number' | 'sponsor-number';
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
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
}
