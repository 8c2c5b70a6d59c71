import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { projectVersion } from '#runtime/project-version.js';
import { FACT_BODIES } from '../facts/fact-bodies.js';
import type { ApiLimits } from '../dependencies.js';
import { refusal } from './endpoint.js';
import { SCHEMAS } from './schemas.js';

const DESCRIPTION = `Issues and renews resident identities electronically (هوية).

Commands need an \`Idempotency-Key\`: sent again, a request gets its first answer again. Their answers carry the
application's revision, also as the ETag: with \`If-Match\` a command acts on exactly that revision, with \`minRevision\`
a reader sees at least that revision (\`feesRevision\` and \`minFeesRevision\`: of the bill and the money). Failures are problem documents (RFC 9457) with titles in Arabic or English.
Amounts are in halalas, instants in UTC, days Gregorian in Asia/Riyadh.`;

const TAGS: readonly (readonly [string, string])[] = [
  ['applications', 'The applicant’s steps: pre-check, start, details, documents, review, submit, withdraw'],
  ['fees', 'Bill, payment through SADAD, refund'],
  ['status', 'Where an application stands, and why'],
  ['directives', 'The government’s directives on issuing'],
  ['facts', 'What internal services know about residents'],
  ['review', 'What officers decide'],
  ['reports', 'Figures for analysts'],
  ['operations', 'Health, metrics and what operators do by hand'],
  ['problems', 'What the codes of problem documents mean'],
];

/** Settings a caller has to know. */
export type DescribedLimits = Pick<ApiLimits, 'maxWaitMs'>;

/** The OpenAPI 3.1 document of whatever the application routes, with the limits that were set for it. */
export function describeApi(app: INestApplication, limits: DescribedLimits): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('hawiya')
    .setDescription(DESCRIPTION)
    .setVersion(projectVersion())
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'Access token of the configured OpenID provider, audience hawiya-api',
      },
      'bearer',
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (_controller, method) => method,
  });
  // The library's types are of OpenAPI 3.0; these are JSON Schema 2020-12, which 3.1 takes as it is.
  const bodies = Object.entries(document.components?.schemas ?? {}).map(([name, body]) => [
    name,
    strict(body),
  ]);
  const schemas = sorted({ ...(Object.fromEntries(bodies) as Record<string, object>), ...SCHEMAS });
  document.components = Object.assign({ ...document.components }, { schemas });
  Object.assign(document.paths['/v1/facts']?.post ?? {}, { requestBody: FACT_BODIES });
  refuseLongPaths(document);
  boundWaiting(document, limits);
  sortParameters(document);
  openToAll(document);
  document.components = withoutConst(document.components);
  document.paths = withoutConst(document.paths);
  return document;
}

/** The server refuses a longer part of a path before any route looks at it. */
function refuseLongPaths(document: OpenAPIObject): void {
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.includes('{')) continue;
    for (const operation of [item.get, item.post, item.put, item.delete])
      if (operation !== undefined) operation.responses['414'] = refusal(['uri-too-long']);
  }
}

/** The longest wait is a setting: the document says what this service has. */
function boundWaiting(document: OpenAPIObject, { maxWaitMs }: DescribedLimits): void {
  for (const { get } of Object.values(document.paths)) {
    for (const parameter of get?.parameters ?? []) {
      if ('name' in parameter && parameter.name === 'waitMs')
        Object.assign(parameter.schema ?? {}, { maximum: maxWaitMs });
    }
  }
}

/** Who needs no sign-in is told so, not left to guess. */
function openToAll(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.delete])
      if (operation !== undefined) operation.security ??= [];
  }
}

/** `const` as an `enum` of one, with its type: generators of clients know that, and take `const` for anything. */
function withoutConst<T>(part: T): T {
  if (Array.isArray(part)) return part.map(withoutConst) as T; // of the same shape
  if (typeof part !== 'object' || part === null) return part;
  const { const: only, ...rest } = part as { readonly const?: string };
  const members = Object.entries(rest).map(([name, value]) => [name, withoutConst<unknown>(value)]);
  const fixed = only === undefined ? {} : { type: typeof only, enum: [only] };
  return { ...fixed, ...Object.fromEntries(members) } as T;
}

/** In an order that does not depend on which compiler emitted the decorators' metadata. */
function sortParameters(document: OpenAPIObject): void {
  const places = ['path', 'query', 'header'];
  const rank = (parameter: object) =>
    'in' in parameter && 'name' in parameter
      ? `${places.indexOf(String(parameter.in))} ${String(parameter.name)}`
      : '';
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.delete]) {
      operation?.parameters?.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    }
  }
}

/** Unknown fields are refused, so the document says so. */
function strict(body: object): object {
  return { ...body, additionalProperties: false };
}

function sorted<T>(members: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
