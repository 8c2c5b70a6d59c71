import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** What an operation of an OpenAPI document says it may answer, by status. */
export type Responses = Readonly<
  Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
>;

/** Holds answers against the schemas of an OpenAPI document. */
export class DescribedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  private readonly checks = new Map<string, ValidateFunction>();

  constructor({ components }: { readonly components?: object }) {
    this.ajv.addSchema({ $id: 'api', components });
  }

  /** How the answer is not as described; undefined: it is. `type`: its content type; `body`: parsed if it is JSON. */
  difference(responses: Responses, status: number, type: string, body: unknown): string | undefined {
    const media = mediaType(type);
    const schema = responses[String(status)]?.content?.[media]?.schema;
    if (schema === undefined) return `${status} as ${media || 'nothing'} is not described`;
    const check = this.check(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
    return check(body) ? undefined : `${status}: ${this.ajv.errorsText(check.errors)}`;
  }

  private check(schema: string): ValidateFunction {
    // A schema of the document is an object.
    const check = this.checks.get(schema) ?? this.ajv.compile(JSON.parse(schema) as object);
    this.checks.set(schema, check);
    return check;
  }
}

/** Without its parameters: `application/json` of `application/json; charset=utf-8`. */
export const mediaType = (contentType: string): string => contentType.split(';', 1)[0]?.trim() ?? '';

/** Whether a path, query left aside, is one of those a pattern such as `/v1/applications/{id}` stands for. */
export function isPathOf(pattern: string, path: string): boolean {
  const expression = pattern.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${expression}$`).test(path.split('?', 1)[0] ?? '');
}
