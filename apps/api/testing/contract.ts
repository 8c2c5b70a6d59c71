import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeOffline } from '../openapi/describe-offline.js';

interface Described {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

/** Holds answers against the OpenAPI document. */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  private readonly checks = new Map<string, ValidateFunction>();

  private constructor(private readonly document: OpenAPIObject) {
    this.ajv.addSchema({ $id: 'api', components: document.components });
  }

  static async read(): Promise<Contract> {
    return new Contract(await describeOffline());
  }

  /** What the answer does otherwise than the document says; empty: nothing. */
  differences(method: string, path: string, status: number, type: string, body: unknown): readonly string[] {
    const operation = this.operation(method, path.split('?', 1)[0] ?? '');
    if (operation === undefined)
      return status === 404 || status === 405 ? [] : [`${method} ${path} is not described`];
    const media = type.split(';', 1)[0] ?? '';
    const schema = operation.responses[String(status)]?.content?.[media]?.schema;
    if (schema === undefined) return [`${method} ${path} does not describe ${status} ${media}`];
    const check = this.check(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
    return check(body)
      ? []
      : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  }

  private check(schema: string): ValidateFunction {
    // A schema of the document is an object.
    const check = this.checks.get(schema) ?? this.ajv.compile(JSON.parse(schema) as object);
    this.checks.set(schema, check);
    return check;
  }

  private operation(method: string, path: string): Described | undefined {
    const found = Object.entries(this.document.paths)
      .filter(([pattern]) => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .sort(([a], [b]) => a.split('{').length - b.split('{').length)
      .map(([, item]) => Reflect.get(item, method.toLowerCase()) as Described | undefined);
    return found.find((operation) => operation !== undefined);
  }
}
