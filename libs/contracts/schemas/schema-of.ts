import type { JsonSchema } from './json-schema.js';

declare const describes: unique symbol;

/**
 * The schema of exactly the values of `T`: the compiler takes it for no other type, narrower or wider, so that a type
 * and its schema cannot drift apart. The mark exists for the compiler only.
 */
export type SchemaOf<T> = JsonSchema & { readonly [describes]: (value: T) => T };

interface Optional<T> {
  readonly optional: SchemaOf<T>;
}

/** One schema for each field of `D`, no more and no fewer; those that may be absent are marked so. */
export type Fields<D> = {
  readonly [K in keyof D]-?: object extends Pick<D, K> ? Optional<Exclude<D[K], undefined>> : SchemaOf<D[K]>;
};

/** The one place that says what a schema describes: the words below are what keeps it true. */
export function schemaOf<T>(schema: JsonSchema): SchemaOf<T> {
  return schema as SchemaOf<T>;
}

/** An object with exactly these fields. Which they are comes from the type it is asked for as. */
export function objectOf<D extends object>(fields: NoInfer<Fields<D>>): SchemaOf<D> {
  // Whatever the fields' types are, each is a schema or a marked one.
  const entries = Object.entries(fields as Readonly<Record<string, JsonSchema | { optional: JsonSchema }>>);
  const properties = entries.map(([name, field]) => [name, 'optional' in field ? field.optional : field]);
  return schemaOf({
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, JsonSchema>,
    required: entries.filter(([, field]) => !('optional' in field)).map(([name]) => name),
    additionalProperties: false,
  });
}

/** A field that may be absent. */
export function optional<T>(schema: SchemaOf<T>): Optional<T> {
  return { optional: schema };
}

/** The alternatives of a union, by their `kind`: each with exactly its other fields. */
export function byKind<T extends { readonly kind: string }>(
  kinds: NoInfer<{
    readonly [K in T['kind']]: Fields<Omit<Extract<T, { readonly kind: K }>, 'kind'>>;
  }>,
): SchemaOf<T> {
  const oneOf = Object.entries<Fields<object>>(kinds).map(([kind, fields]) =>
    objectOf<{ kind: string }>({ kind: constant(kind), ...fields }),
  );
  return schemaOf({ oneOf });
}

/** A list that is complete: another value is another version. */
export function oneOf<const V extends string | number>(...values: readonly V[]): SchemaOf<V> {
  return schemaOf({ type: typeof values[0] === 'number' ? 'integer' : 'string', enum: values });
}

/** A list that may grow within a version: who reads it has to expect a value that is not in it yet. */
export function openList<const V extends string>(...values: readonly V[]): SchemaOf<V> {
  return schemaOf({ type: 'string', 'x-extensible-enum': values });
}

export function listOf<T>(
  items: SchemaOf<T>,
  more: Pick<JsonSchema, ListLimits> = {},
): SchemaOf<readonly T[]> {
  return schemaOf({ type: 'array', items, ...more });
}
type ListLimits = 'minItems' | 'maxItems' | 'uniqueItems';

/** The schema with a description for its readers. */
export function said<T>(description: string, schema: SchemaOf<T>): SchemaOf<T> {
  return { ...schema, description };
}

export function constant<const V extends string>(value: V): SchemaOf<V> {
  return schemaOf({ const: value });
}

export function text(maxLength: number, minLength = 1): SchemaOf<string> {
  return schemaOf({ type: 'string', minLength, maxLength });
}

export function matching(pattern: string): SchemaOf<string> {
  return schemaOf({ type: 'string', pattern });
}

export function whole<T extends number = number>(minimum: number, maximum: number): SchemaOf<T> {
  return schemaOf({ type: 'integer', minimum, maximum });
}

export const truth: SchemaOf<boolean> = schemaOf({ type: 'boolean' });
