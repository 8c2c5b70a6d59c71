import { NATIONALITY_CODES } from '#domain/identifiers/nationality-codes.js';
import { FACT_OWNERS } from '../fact-owners.js';
import { FACT_EVENTS, type InboundKind } from '../schemas/fact-event.js';
import type { JsonSchema } from '../schemas/json-schema.js';

/** A letter of four bytes in UTF-8 and two code units in UTF-16: nothing that is one character is wider. */
export const WIDEST = '𠀀';

export const INBOUND_KINDS = Object.keys(FACT_EVENTS) as readonly InboundKind[]; // the table has exactly the kinds

/**
 * The longest CloudEvent of a kind that its schema lets in: every list full, every text as long as it may be and of
 * the widest characters. `time` and what is in `more` are as given.
 */
export function widestFact(
  kind: InboundKind,
  time: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const [owner] = FACT_OWNERS[kind];
  const { properties = {}, required = [] } = FACT_EVENTS[kind];
  const attributes = required.map((name) => [name, widest(properties[name] ?? {}, time)]);
  const source = filled(`/${owner}/`, properties['source']?.maxLength);
  return {
    ...Object.fromEntries(attributes),
    source,
    ...('subject' in properties && { subject: 'iqama:2000000006' }),
    time,
    ...more,
  };
}

/** The beginning, and the widest characters up to the length. */
export function filled(beginning: string, length = 0): string {
  return beginning + WIDEST.repeat(length - Array.from(beginning).length);
}

function widest(schema: JsonSchema, time: string): unknown {
  const { type, enum: choices, format, pattern, items, maxItems = 0, properties = {} } = schema;
  if (schema.const !== undefined) return schema.const;
  if (choices !== undefined) return choices[0];
  switch (Array.isArray(type) ? type[0] : type) {
    case 'boolean':
      return true;
    case 'integer':
      return schema.maximum;
    case 'array':
      return items?.enum?.slice(0, maxItems) ?? codes(maxItems);
    case 'object':
      return Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, widest(property, time)]),
      );
    default:
      return textOf(format, pattern, schema.maxLength, time);
  }
}

const PATTERNS: Readonly<Record<string, string>> = {
  '^[A-Z0-9]{3,20}$': 'Z'.repeat(20),
  '^[A-Z]{3}$': 'IND',
  '^[0-9A-Z-]{1,20}$': '9'.repeat(20),
};
const FORMATS: Readonly<Record<string, string>> = {
  // As wide as any, and of a birth as well.
  date: '2020-12-31',
  'iqama-number': '2000000006',
  'sponsor-number': '7001234567',
};

function textOf(
  format: string | undefined,
  pattern: string | undefined,
  maxLength: number | undefined,
  time: string,
): string | undefined {
  if (pattern !== undefined) return PATTERNS[pattern];
  if (format === 'date-time') return time;
  return format !== undefined && format in FORMATS ? FORMATS[format] : filled('', maxLength);
}

/** Nationalities: as many as there are, which are fewer than the list may have. */
function codes(count: number): readonly string[] {
  return Object.values(NATIONALITY_CODES).flat().slice(0, count);
}
