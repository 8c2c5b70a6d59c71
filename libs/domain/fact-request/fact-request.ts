import type { Instant } from '#decider/brand.js';
import type { ConditionId } from '../conditions/outcome.js';
import { unreachable, type Decider } from '#decider/decider.js';
import { instantOf } from '#decider/instant.js';
import type { AskedService, FactRequestEvent } from './events.js';

/** One fact that a case misses and has asked for. */
export interface FactRequest {
  readonly request: number;
  readonly service: AskedService;
  readonly personal: Extract<FactRequestEvent, { type: 'FactRequested' }>['personal'];
  readonly since: Instant;
  readonly asking: number;
  readonly askedAt: Instant;
  readonly askAgainAt: Instant | undefined;
  readonly escalatesAt: Instant;
  readonly escalatedAt: Instant | undefined;
}

/** Stream: `request-{applicationId}`. */
export interface FactRequestState {
  /** Requests of the case so far, ended ones too. */
  readonly count: number;
  /** At most one for each condition. */
  readonly open: readonly FactRequest[];
}

/** A condition that is pending on what a service has to tell. */
export interface MissingFact {
  readonly condition: ConditionId;
  readonly service: AskedService;
  readonly reason: string;
}

/** How patiently one service is asked, by policy. */
export interface AskingTerms {
  /** Hours before it is asked the second time; each wait after that is twice the one before. */
  readonly firstAgainHours: number;
  /** Askings at the most, the first included. */
  readonly times: number;
  /** Hours after the first asking from which the answer is late. */
  readonly serviceLevelHours: number;
}

type EndedBy = Extract<FactRequestEvent, { type: 'FactRequestEnded' }>['data']['why'];

export type AskingTermsOf = (service: AskedService) => AskingTerms;

const HOUR_MS = 3_600_000;

export const factRequestDecider: Decider<FactRequestState, FactRequestEvent> = {
  initialState: { count: 0, open: [] },
  evolve: (state, event) => {
    switch (event.type) {
      case 'FactRequested': {
        const { request, service, escalatesAt, askAgainAt, askedAt } = event.data;
        const asked: FactRequest = {
          request,
          service,
          personal: event.personal,
          since: askedAt,
          asking: 1,
          askedAt,
          askAgainAt,
          escalatesAt,
          escalatedAt: undefined,
        };
        return { count: request, open: [...state.open, asked] };
      }
      case 'FactAskedAgain': {
        const { asking, askedAt, askAgainAt } = event.data;
        return changed(state, event.data.request, { asking, askedAt, askAgainAt });
      }
      case 'FactRequestEscalated':
        return changed(state, event.data.request, { escalatedAt: event.data.escalatedAt });
      case 'FactRequestEnded':
        return { ...state, open: state.open.filter(({ request }) => request !== event.data.request) };
      default:
        return unreachable(event);
    }
  },
};

function changed(state: FactRequestState, request: number, by: Partial<FactRequest>): FactRequestState {
  return { ...state, open: state.open.map((one) => (one.request === request ? { ...one, ...by } : one)) };
}

/** What a case comes to for those it asks. */
export interface AskingCase {
  readonly missing: readonly MissingFact[];
  /** What services know the person by; undefined: nothing is asked any more, for the case has ended or the person was erased. */
  readonly identity: string | undefined;
  readonly at: Instant;
}

/**
 * A case was screened, or has ended: what it misses now is asked for, what it does not miss any more is ended. What was
 * asked already is left alone, also while its reason changes: the same service is to tell.
 */
export function decideAsk(
  state: FactRequestState,
  { missing, identity, at }: AskingCase,
  termsOf: AskingTermsOf,
): readonly FactRequestEvent[] {
  if (identity === undefined) return state.open.map(({ request }) => endedAs('not-needed', request, at));
  const ended = state.open.filter((open) => !missing.some((fact) => asksFor(open, fact)));
  const unasked = missing.filter((fact) => !state.open.some((open) => asksFor(open, fact)));
  return [
    ...ended.map(({ request }) => endedAs('answered', request, at)),
    ...unasked.map(({ condition, service, reason }, index): FactRequestEvent => {
      const terms = termsOf(service);
      return {
        type: 'FactRequested',
        data: {
          request: state.count + index + 1,
          service,
          escalatesAt: hoursAfter(at, terms.serviceLevelHours),
          ...againAfter(1, at, terms),
          askedAt: at,
        },
        personal: { condition, reason, identity },
      };
    }),
  ];
}

function endedAs(why: EndedBy, request: number, endedAt: Instant): FactRequestEvent {
  return { type: 'FactRequestEnded', data: { request, why, endedAt } };
}

function asksFor(open: FactRequest, { condition, service }: MissingFact): boolean {
  return open.personal !== 'erased' && open.personal.condition === condition && open.service === service;
}

/**
 * The deadline `fact-request` has come: what is still missing is asked for again, and what is late is escalated, once.
 * Nothing when the answer came before, or when the deadline fires twice. Of an erased person nothing is asked again.
 */
export function decideWhenDue(
  { open }: FactRequestState,
  at: Instant,
  termsOf: AskingTermsOf,
): readonly FactRequestEvent[] {
  return open.flatMap((one): readonly FactRequestEvent[] => {
    const { request, askAgainAt, personal } = one;
    const asking = one.asking + 1;
    const again = askAgainAt !== undefined && isDue(askAgainAt, at) && personal !== 'erased';
    const late = one.escalatedAt === undefined && isDue(one.escalatesAt, at);
    return [
      ...(again
        ? [
            {
              type: 'FactAskedAgain',
              data: { request, asking, ...againAfter(asking, at, termsOf(one.service)), askedAt: at },
            } as const,
          ]
        : []),
      ...(late ? [{ type: 'FactRequestEscalated', data: { request, escalatedAt: at } } as const] : []),
    ];
  });
}

/** When a request has to be looked at next; undefined: nothing is left to ask or to escalate, or it has ended. */
export function nextDue({ open }: FactRequestState, request: number): Instant | undefined {
  const found = open.find((one) => one.request === request);
  if (found === undefined) return undefined;
  const { askAgainAt, escalatesAt, escalatedAt, personal } = found;
  return [
    ...(askAgainAt !== undefined && personal !== 'erased' ? [askAgainAt] : []),
    ...(escalatedAt === undefined ? [escalatesAt] : []),
  ].sort((one, other) => Date.parse(one) - Date.parse(other))[0];
}

function againAfter(
  asking: number,
  at: Instant,
  { firstAgainHours, times }: AskingTerms,
): { readonly askAgainAt?: Instant } {
  return asking < times ? { askAgainAt: hoursAfter(at, firstAgainHours * 2 ** (asking - 1)) } : {};
}

function hoursAfter(at: Instant, hours: number): Instant {
  return instantOf(Date.parse(at) + hours * HOUR_MS);
}

function isDue(when: Instant, at: Instant): boolean {
  return Date.parse(when) <= Date.parse(at);
}
