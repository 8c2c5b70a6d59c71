import type { Instant } from '#decider/brand.js';
import { dayInRiyadh, parseInstant } from '#domain/calendar/day.js';
import type { Directive } from '#domain/directives/directives.js';
import { type Identity, parseIdentity } from '#domain/identifiers/identity.js';
import { impossibleDates } from '#domain/identifiers/passport-dates.js';
import type { RefusalDetail } from '#decider/decider.js';
import type { Fact, FactContents } from '#domain/resident/facts.js';
import { traceparentOf } from '#runtime/tracing/traceparent.js';
import { asSpecified } from './fact-attributes.js';
import { inOneSpelling } from './fact-spelling.js';
import { wrongNationalitiesIn } from './nationalities.js';
import { schemaCheck } from './schema-check.js';
import { FACT_EVENTS, factKindOf, type InboundKind } from './schemas/fact-event.js';
import type { JsonSchema } from './schemas/json-schema.js';
import { unreadableIn } from './unreadable.js';

/** What another service tells us, checked and typed. `source` and `id` name it: the same pair again is the same fact. */
export type InboundFact = FactOrigin &
  /** `fact` goes by the names its service gave it, not by ours. */
  (
    | { readonly kind: 'resident'; readonly identity: Identity; readonly fact: Fact }
    | { readonly kind: 'directive-imposed'; readonly directive: Directive }
    | { readonly kind: 'directive-lifted'; readonly directiveId: string; readonly liftedAt: Instant }
  );

export interface FactOrigin {
  readonly source: string;
  readonly id: string;
  /** W3C trace context of the sender. */
  readonly traceparent?: string;
  /** What the sender calls the exchange it belongs to; not checked. */
  readonly correlationId?: string;
}

export type CheckedFact =
  | { readonly ok: true; readonly value: InboundFact }
  | { readonly ok: false; readonly errors: readonly RefusalDetail[] };

const CHECKS = Object.fromEntries(
  Object.entries(FACT_EVENTS).map(([kind, schema]) => [kind, schemaCheck(schema)]),
);

/** A CloudEvent as its schema has it. */
interface FactEvent extends Omit<FactOrigin, 'correlationId'> {
  readonly correlationid?: string | number | boolean;
  readonly subject: string;
  readonly time: string;
  readonly corrects?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Checks one CloudEvent, attributes and data, and gives it its type. */
export function toInboundFact(given: unknown, received: Instant): CheckedFact {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return refused({ at: '/', code: 'field-type', params: { expected: 'object' } });
  const specified = asSpecified(given);
  if (!specified.ok) return refused(specified.error);
  const { event } = specified;
  const { type } = event;
  if (type === undefined) return refused({ at: '/type', code: 'field-required' });
  const kind = typeof type === 'string' ? factKindOf(type) : undefined;
  if (kind === undefined) return refused({ at: '/type', code: 'fact-unknown' });
  const told = inOneSpelling(event, FACT_EVENTS[kind]);
  const errors = CHECKS[kind]?.(told) ?? [];
  if (errors.length > 0) return { ok: false, errors };
  const checked = told as FactEvent; // by the check above
  const wrong = [
    ...unreadableIn({ ...checked }, FACT_EVENTS[kind]),
    ...wrongNationalitiesIn(checked.data, FACT_EVENTS[kind].properties?.['data']),
    ...(kind === 'passport-updated' ? impossibleDatesIn(checked.data, received) : []),
  ];
  return wrong.length > 0 ? { ok: false, errors: wrong } : typed(kind, checked, received);
}

/** Of a passport, by the day it is told. */
function impossibleDatesIn(data: FactEvent['data'], received: Instant): readonly RefusalDetail[] {
  const { birthDate, expiry } = data as unknown as FactContents['passport-updated']; // by its schema
  return impossibleDates(
    { expiry, ...(birthDate !== undefined && { birthDate }) },
    dayInRiyadh(received),
  ).map(({ field, code }) => ({ at: `/data/${field}`, code }));
}

function typed(kind: InboundKind, event: FactEvent, received: Instant): CheckedFact {
  const { source, id, corrects, subject } = event;
  const traceparent = traceparentOf(event.traceparent);
  const { correlationid } = event;
  const origin: FactOrigin = {
    source,
    id,
    ...(traceparent !== undefined && { traceparent }),
    ...(correlationid !== undefined && { correlationId: String(correlationid) }),
  };
  const effective = parseInstant(event.time);
  if (effective === undefined) return refused({ at: '/time', code: 'field-format' });
  const content = inUtc(event.data, FACT_EVENTS[kind].properties?.['data']);
  switch (kind) {
    case 'directive-imposed':
      // The schema is the twin of the type.
      return accepted({ kind, ...origin, directive: content as unknown as Directive });
    case 'directive-lifted':
      return accepted({ kind, ...origin, directiveId: String(content['directiveId']), liftedAt: effective });
    default: {
      const identity = identityOf(subject);
      if (!identity.ok) return identity;
      const fact = {
        kind,
        content,
        source,
        id,
        effective,
        received,
        ...(corrects !== undefined && { corrects }),
      };
      // The schema of this kind is the twin of its content's type.
      return accepted({ kind: 'resident', ...origin, identity: identity.value, fact: fact as Fact });
    }
  }
}

function identityOf(
  subject: string,
): { readonly ok: true; readonly value: Identity } | Extract<CheckedFact, { ok: false }> {
  const identity = parseIdentity(subject);
  if (identity.ok) return identity;
  const { code, params } = identity;
  return refused(params === undefined ? { at: '/subject', code } : { at: '/subject', code, params });
}

/** Instants in UTC, however they were written. */
function inUtc(data: FactEvent['data'], schema: JsonSchema | undefined): FactEvent['data'] {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const isInstant = schema?.properties?.[name]?.format === 'date-time';
      return [name, isInstant && typeof value === 'string' ? (parseInstant(value) ?? value) : value];
    }),
  );
}

const accepted = (value: InboundFact): CheckedFact => ({ ok: true, value });
const refused = (error: RefusalDetail): Extract<CheckedFact, { ok: false }> => ({
  ok: false,
  errors: [error],
});
