import { sample, stringMatching } from 'fast-check';
import type { Random } from '../support/random.js';
import type { ApiDocument, Schema } from './document.js';

/** Makes values a schema allows, more or less: formats that are more than a pattern come from `known`. */
export class Values {
  constructor(
    private readonly document: Pick<ApiDocument, 'components'>,
    private readonly random: Random,
    /** Values that mean something to the service, by the name of the member they are for. */
    private readonly known: Readonly<Record<string, readonly [unknown, ...unknown[]]>>,
  ) {}

  of(schema: Schema, name = ''): unknown {
    const { random } = this;
    const known = this.known[name];
    if (known !== undefined && random.chance(0.8)) return random.pick(known);
    if (schema.$ref !== undefined) return this.of(this.resolve(schema.$ref), name);
    const [whole] = schema.allOf ?? [];
    if (whole !== undefined) return this.of(whole, name);
    if ('const' in schema) return schema.const;
    if (schema.example !== undefined && random.chance(0.7)) return schema.example;
    if (schema.enum !== undefined) return this.oneOf(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.of(this.oneOf(choices), name);
    const type = typeof schema.type === 'string' ? schema.type : this.oneOf(schema.type ?? ['object']);
    switch (type) {
      case 'object':
        return this.object(schema);
      case 'array':
        return Array.from(
          { length: random.between(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 4)) },
          () => this.of(schema.items ?? {}),
        );
      case 'integer':
      case 'number':
        return random.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 1_000, 1_000_000_000));
      case 'boolean':
        return random.chance(0.5);
      case 'null':
        return null;
      default:
        return this.text(schema);
    }
  }

  private object({ properties = {}, required = [] }: Schema): object {
    const present = Object.entries(properties).filter(
      ([name]) => required.includes(name) || this.random.chance(0.6),
    );
    return Object.fromEntries(present.map(([name, schema]) => [name, this.of(schema, name)]));
  }

  private text({ pattern, format, minLength = 0, maxLength = 40 }: Schema): string {
    const { random } = this;
    // Classes of Unicode cannot be sampled from: a few plain characters stand for them.
    if (pattern?.includes('\\p{') === true) return matching('^[A-Z][A-Za-z .-]{0,20}$', random);
    if (pattern !== undefined) return matching(pattern, random);
    if (format === 'date')
      return `20${random.between(10, 40)}-0${random.between(1, 9)}-${random.between(10, 28)}`;
    if (format === 'date-time') return new Date(Date.now() - random.between(0, 10 ** 10)).toISOString();
    if (format === 'uuid') return '00000000-0000-4000-8000-000000000000';
    const length = random.between(minLength, Math.min(maxLength, minLength + 20));
    return Array.from({ length }, () => random.pick(LETTERS)).join('');
  }

  private resolve(reference: string): Schema {
    const schema = this.document.components.schemas[reference.split('/').at(-1) ?? ''];
    if (schema === undefined) throw new Error(`the document has no ${reference}`);
    return schema;
  }

  private oneOf<T>(items: readonly T[]): T {
    const [first, ...rest] = items;
    if (first === undefined) throw new Error('nothing to choose from');
    return this.random.pick([first, ...rest]);
  }
}

const LETTERS = ['a', 'B', '7', '-', ' ', 'ش', 'é', '٣', '😀', "'", '<'] as const;

function matching(pattern: string, random: Random): string {
  const [text = ''] = sample(stringMatching(new RegExp(pattern, 'u')), {
    numRuns: 1,
    seed: random.between(0, 0x7fff_ffff),
  });
  return text;
}
