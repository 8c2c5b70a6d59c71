import type { ApiDocument, Schema } from '../fuzz/document.js';

/** A value that goes beyond one thing its schema says, and the JSON pointer to what is wrong in it. */
export interface Break {
  readonly at: string;
  readonly value: unknown;
  /** What is broken, for the name of a test: `maxLength 64`. */
  readonly bound: string;
}

/** A part of a request schema that bounds nothing where it could. */
export interface Unbounded {
  readonly at: string;
  readonly lacks: 'length' | 'items' | 'maximum' | 'members';
}

type Document = Pick<ApiDocument, 'components'>;

/** What a caller may send, by the bounds the OpenAPI document states for it. */
export class RequestBounds {
  constructor(private readonly document: Document) {}

  /** A value within every bound: the document's examples where there are some. */
  sample(schema: Schema): unknown {
    const { example, enum: values, properties, items, minItems = 1, minimum = 0 } = this.resolved(schema);
    const [first] = this.alternatives(schema);
    if (first !== undefined) return this.sample(first);
    if (example !== undefined) return example;
    if (values !== undefined) return values[0];
    if (properties !== undefined) return this.members(properties);
    if (items !== undefined) return Array.from({ length: minItems }, () => this.sample(items));
    const { type, format } = this.resolved(schema);
    if (type === 'integer' || type === 'number') return minimum;
    return format === 'uuid' ? '6f0c2d1e-0000-4000-8000-000000000000' : 'a';
  }

  /** One value for each bound, beyond that one alone. */
  breaks(schema: Schema): readonly Break[] {
    const alternatives = this.alternatives(schema);
    if (alternatives.length > 0) return alternatives.flatMap((one) => this.breaks(one));
    const known = this.resolved(schema);
    if (known.properties !== undefined) return this.brokenMembers(known, known.properties);
    if (known.items !== undefined) return this.brokenList(known, known.items);
    return brokenValues(known).map(({ value, bound }) => ({ at: '', value, bound }));
  }

  /** Whatever could be of any size. */
  unbounded(schema: Schema, at = ''): readonly Unbounded[] {
    const alternatives = this.alternatives(schema);
    if (alternatives.length > 0)
      return alternatives.flatMap((one, index) => this.unbounded(one, `${at}|${index}`));
    const known = this.resolved(schema);
    const { properties = {}, items, additionalProperties } = known;
    const own = lacking(known);
    return [
      ...(own === undefined ? [] : [{ at, lacks: own }]),
      ...Object.entries(properties).flatMap(([name, member]) => this.unbounded(member, `${at}/${name}`)),
      ...(items === undefined ? [] : this.unbounded(items, `${at}/*`)),
      ...(typeof additionalProperties === 'object' ? this.unbounded(additionalProperties, `${at}/*`) : []),
    ];
  }

  private members(properties: Readonly<Record<string, Schema>>): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, this.sample(one)]));
  }

  private brokenMembers(
    { required = [], additionalProperties }: Schema,
    properties: Readonly<Record<string, Schema>>,
  ): readonly Break[] {
    const whole = this.members(properties);
    const within = Object.entries(properties).flatMap(([name, member]) =>
      this.breaks(member).map(({ at, value, bound }) => ({
        at: `/${name}${at}`,
        value: { ...whole, [name]: value },
        bound,
      })),
    );
    const absent = required.map((name) => ({
      at: `/${name}`,
      value: Object.fromEntries(Object.entries(whole).filter(([one]) => one !== name)),
      bound: 'required',
    }));
    const unknown =
      additionalProperties === false
        ? [{ at: '/unexpected', value: { ...whole, unexpected: 1 }, bound: 'additionalProperties' }]
        : [];
    return [...within, ...absent, ...unknown];
  }

  private brokenList({ minItems = 0, maxItems }: Schema, items: Schema): readonly Break[] {
    const of = (length: number) => Array.from({ length }, () => this.sample(items));
    const rest = of(Math.max(minItems, 1)).slice(1);
    return [
      ...(maxItems === undefined ? [] : [{ at: '', value: of(maxItems + 1), bound: `maxItems ${maxItems}` }]),
      ...(minItems === 0 ? [] : [{ at: '', value: of(minItems - 1), bound: `minItems ${minItems}` }]),
      ...this.breaks(items).map(({ value, bound }) => ({ at: '', value: [value, ...rest], bound })),
    ];
  }

  private alternatives(schema: Schema): readonly Schema[] {
    const { anyOf, oneOf } = this.resolved(schema);
    return anyOf ?? oneOf ?? [];
  }

  private resolved(schema: Schema): Schema {
    const [whole] = schema.allOf ?? [];
    if (whole !== undefined) return this.resolved(whole);
    if (schema.$ref === undefined) return schema;
    const found = this.document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`the document has no ${schema.$ref}`);
    return found;
  }
}

function lacking({ type, enum: values, ...known }: Schema): Unbounded['lacks'] | undefined {
  if (values !== undefined || 'const' in known) return undefined;
  const { maxLength, format, pattern, maxItems, minimum, maximum, properties, additionalProperties } = known;
  const types = [type].flat();
  if (types.includes('string'))
    return maxLength === undefined && format === undefined && pattern === undefined ? 'length' : undefined;
  if (types.includes('array')) return maxItems === undefined ? 'items' : undefined;
  if (types.includes('integer') || types.includes('number'))
    return minimum === undefined || maximum === undefined ? 'maximum' : undefined;
  if (!types.includes('object')) return undefined;
  return properties === undefined || additionalProperties !== false ? 'members' : undefined;
}

/** A control character, which no text of ours may hold, in a place where a pattern is stated. */
const UNSEEN = '\u0007';

function brokenValues(schema: Schema): readonly { readonly value: unknown; readonly bound: string }[] {
  const { enum: values, pattern, format, minLength = 0, maxLength, minimum, maximum } = schema;
  if (values !== undefined) return [{ value: 'none-of-them', bound: 'enum' }];
  return [
    ...(maxLength === undefined
      ? []
      : [{ value: '1'.repeat(maxLength + 1), bound: `maxLength ${maxLength}` }]),
    ...(minLength === 0 ? [] : [{ value: '', bound: `minLength ${minLength}` }]),
    ...(pattern === undefined ? [] : [{ value: UNSEEN, bound: `pattern ${pattern}` }]),
    ...(format === 'date' || format === 'date-time'
      ? [{ value: 'yesterday', bound: `format ${format}` }]
      : []),
    ...(maximum === undefined ? [] : [{ value: maximum + 1, bound: `maximum ${maximum}` }]),
    ...(minimum === undefined ? [] : [{ value: minimum - 1, bound: `minimum ${minimum}` }]),
    ...(schema.type === 'integer' ? [{ value: 0.5, bound: 'integer' }] : []),
  ];
}
