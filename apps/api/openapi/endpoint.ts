import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { Role } from '#sign-in/principal.js';
import { IDEMPOTENCY_KEY } from '#runtime/idempotency/key.js';
import { Anybody, Public, Roles } from '#sign-in/roles.js';
import { API_PROBLEMS } from '../problems/catalogue.js';
import { ENTITY_TAGS } from '../commands/etag.js';
import { TRACKING_NUMBER, UUID } from './parameters.js';
import { ref, type SchemaName } from './schemas.js';

export interface EndpointDescription {
  /** `anybody`: no sign-in is needed, but who is signed in is known. */
  readonly for: 'public' | 'anybody' | readonly [Role, ...Role[]];
  readonly does: string;
  readonly says?: string;
  /** Default 200. */
  readonly status?: number;
  readonly answers?: { readonly schema: SchemaName; readonly says?: string; readonly type?: string };
  /** The same again under another status. */
  readonly alsoStatus?: number;
  /** Needs an Idempotency-Key. */
  readonly command?: boolean;
  /** Acts on the application `:id` names; some routes take another name for it. */
  readonly application?: true | 'or its tracking number';
  /** Takes a body (a query alone counts as none). */
  readonly body?: boolean;
  /** Looks at If-Match; `required`: refuses to do without. */
  readonly ifMatch?: 'optional' | 'required';
  /** Shows a revision: has an ETag, and looks at If-None-Match. */
  readonly tagged?: boolean;
  /** Problem codes of its own, besides those that come with the above. */
  readonly refuses?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** For those who watch the service: however often they ask. */
  readonly unlimited?: true;
}

const TAG_SAYS = 'The application’s revision and a hash of what is sent: `"4-8e03978e40d543dd"`';
const FEES_TAG_SAYS =
  'The revision of the case’s ledger and a hash of what is sent: `"fees-2-8e03978e40d543dd"`; in an If-Match it ' +
  'matches no application';

/** What shows a revision whatever the method: what commands on an application led to, and the bill. */
const TAGGED: ReadonlyMap<SchemaName, string> = new Map([
  ['CommandAnswer', TAG_SAYS],
  ['Started', TAG_SAYS],
  ['DocumentAttached', TAG_SAYS],
  ['Bill', FEES_TAG_SAYS],
]);

/** Everything there is to say about a route, in one place: who may call it, what it answers, what can go wrong. */
export function Endpoint(endpoint: EndpointDescription): MethodDecorator {
  const { does, says, status = 200, answers, command = false, ifMatch } = endpoint;
  const shows = (answers && TAGGED.get(answers.schema)) ?? (endpoint.tagged === true ? TAG_SAYS : undefined);
  const access = accessOf(endpoint.for);
  return applyDecorators(
    ...access,
    HttpCode(status),
    ...(endpoint.application !== undefined
      ? [
          ApiParam({
            name: 'id',
            description:
              endpoint.application === true
                ? 'Of the application'
                : `Of the application, ${endpoint.application}`,
            schema: endpoint.application === true ? UUID : { anyOf: [UUID, TRACKING_NUMBER] },
          }),
        ]
      : []),
    ApiOperation({ summary: does, ...(says !== undefined && { description: says }) }),
    ApiResponse({
      status,
      description: answers?.says ?? 'Done',
      ...(answers !== undefined && { content: contentOf(answers) }),
      headers: headersOf({ ...endpoint.headers, ...(shows !== undefined && { ETag: shows }) }),
    }),
    ...(command
      ? [
          ApiHeader({
            name: 'Idempotency-Key',
            required: true,
            // In quotes it is up to two characters longer than the key.
            schema: { type: 'string', minLength: 1, maxLength: 257, pattern: IDEMPOTENCY_KEY.source },
            example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
          }),
        ]
      : []),
    ...(ifMatch === undefined
      ? []
      : [
          ApiHeader({
            name: 'If-Match',
            required: ifMatch === 'required',
            schema: { type: 'string', pattern: ENTITY_TAGS.source },
            description: 'The revision in the tags is compared; weak ones and lists are taken',
            example: '"4-8e03978e40d543dd"',
          }),
        ]),
    ...(endpoint.tagged === true
      ? [
          ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } }),
          ApiResponse({ status: 304, description: 'Nothing else than what the caller has' }),
        ]
      : []),
    ...problemsOf(endpoint).map(([code, codes]) =>
      problemResponse(code, codes, code === endpoint.alsoStatus ? answers : undefined),
    ),
  );
}

function accessOf(who: EndpointDescription['for']): readonly (MethodDecorator & ClassDecorator)[] {
  if (who === 'public') return [Public()];
  if (who === 'anybody') return [Anybody(), ApiSecurity({}), ApiSecurity('bearer')];
  return [Roles(...who), ...who.map((role) => ApiSecurity('bearer', [role]))];
}

type Answers = NonNullable<EndpointDescription['answers']>;

const contentOf = ({ schema, type = 'application/json' }: Answers) => ({ [type]: { schema: ref(schema) } });

function problemsOf(endpoint: EndpointDescription): readonly (readonly [number, readonly string[]])[] {
  const { command = false, body = false, ifMatch, refuses = [] } = endpoint;
  const codes = new Set([
    'malformed-request',
    'invalid-request',
    'internal',
    'unavailable',
    ...(endpoint.unlimited === true ? [] : ['too-many-requests']),
    ...(endpoint.for === 'public' ? [] : ['invalid-token']),
    ...(typeof endpoint.for === 'string' ? [] : ['unauthenticated', 'forbidden']),
    ...(endpoint.for.includes('officer') ? ['staff-person-missing', 'staff-establishments-unreadable'] : []),
    ...(command
      ? [
          'idempotency-key-missing',
          'idempotency-key-invalid',
          'idempotency-key-reused',
          'request-in-flight',
          'outcome-unknown',
        ]
      : []),
    // A command that takes no body can be sent one all the same.
    ...(body || command
      ? [
          'malformed-json',
          'body-too-deep',
          'body-too-large',
          'unsupported-media-type',
          'unsupported-content-encoding',
        ]
      : []),
    ...(ifMatch === undefined && !command ? [] : ['stale-revision']),
    ...(ifMatch === 'required' ? ['precondition-required'] : []),
    ...refuses,
  ]);
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    if (!API_PROBLEMS.has(code)) throw new Error(`${endpoint.does}: no problem has the code ${code}`);
    const status = API_PROBLEMS.statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort(([a], [b]) => a - b);
}

function problemResponse(
  status: number,
  codes: readonly string[],
  also: Answers | undefined,
): MethodDecorator {
  const { description, content } = refusal(codes);
  return ApiResponse({
    status,
    description,
    content: { ...(also !== undefined && contentOf(also)), ...content },
  });
}

/** An answer by which a request is refused with one of these codes. */
export function refusal(codes: readonly string[]) {
  const description = codes.map((code) => `\`${code}\`: ${API_PROBLEMS.titleOf(code, 'en')}`).join('; ');
  return { description, content: { 'application/problem+json': { schema: ref('Problem') } } };
}

function headersOf(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' as const } },
    ]),
  );
}
