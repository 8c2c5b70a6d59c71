import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Made } from './breaking.js';
import type { ApiDocument, Operation } from './document.js';
import type { WireAnswer } from './wire.js';

/** May come from anywhere before or beside the operation that was meant: the path or the method became another. */
const NOWHERE = new Set([404, 405, 414, 431]);

/** Holds an answer against the operation it was meant for. */
export class Verdict {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false });
  private readonly checks = new Map<string, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.ajv.addSchema({ $id: 'api', components: document.components });
  }

  /** What is wrong with the answer; undefined: nothing. */
  on({ responses, path }: Operation, made: Made, { status, type, body }: WireAnswer): string | undefined {
    if (status === 503 && path !== '/health/ready') return `${status} ${body}`;
    if (status >= 500 && status !== 503) return `${status} ${body}`;
    const media = type.split(';', 1)[0]?.trim() ?? '';
    if (status >= 400 && media !== 'application/problem+json')
      return `${status} as ${media || 'nothing'}: ${body}`;
    const described = responses[String(status)];
    if (described === undefined) {
      const elsewhere = NOWHERE.has(status) || isAnother(path, made.path);
      return elsewhere ? undefined : `${status} is not described: ${body}`;
    }
    if (isAnother(path, made.path)) return undefined;
    const schema = described.content?.[media]?.schema;
    if (schema === undefined) return `${status} as ${media} is not described`;
    if (!media.endsWith('json')) return undefined;
    const check = this.check(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
    return check(JSON.parse(body)) ? undefined : `${status}: ${this.ajv.errorsText(check.errors)}: ${body}`;
  }

  private check(schema: string): ValidateFunction {
    // A schema of the document is an object.
    const check = this.checks.get(schema) ?? this.ajv.compile(JSON.parse(schema) as object);
    this.checks.set(schema, check);
    return check;
  }
}

/** Whether a broken path leads to another operation than the one it was made for. */
function isAnother(pattern: string, path: string): boolean {
  const wanted = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  return !wanted.test(path.split('?', 1)[0] ?? '');
}
