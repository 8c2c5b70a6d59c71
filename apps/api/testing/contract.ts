import type { OpenAPIObject } from '@nestjs/swagger';
import { DescribedAnswers, isPathOf, type Responses } from '#test/support/described-answers.js';
import { describeOffline } from '../openapi/describe-offline.js';

/** Holds answers against the OpenAPI document. */
export class Contract {
  private readonly described: DescribedAnswers;

  private constructor(private readonly document: OpenAPIObject) {
    this.described = new DescribedAnswers(document);
  }

  static async read(): Promise<Contract> {
    return new Contract(await describeOffline());
  }

  /** What the answer does otherwise than the document says; undefined: nothing. */
  difference(
    method: string,
    path: string,
    { status, type, body }: { readonly status: number; readonly type: string; readonly body: unknown },
  ): string | undefined {
    const responses = this.responses(method, path);
    if (responses === undefined)
      return status === 404 || status === 405 ? undefined : `${method} ${path} is not described`;
    return this.described.difference(responses, status, type, body);
  }

  private responses(method: string, path: string): Responses | undefined {
    return Object.entries(this.document.paths)
      .filter(([pattern]) => isPathOf(pattern, path))
      .sort(([a], [b]) => a.split('{').length - b.split('{').length)
      .map(([, item]) => Reflect.get(item, method.toLowerCase()) as { responses: Responses } | undefined)
      .find((operation) => operation !== undefined)?.responses;
  }
}
