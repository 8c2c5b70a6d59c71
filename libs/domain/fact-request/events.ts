import type { Instant } from '#decider/brand.js';
import type { Event, PersonalEvent } from '#decider/decider.js';
import type { ConditionId, Owner } from '../conditions/outcome.js';

/** The services that tell facts about a person: each can be asked for one. */
export const ASKED_SERVICES = [
  'passports',
  'traffic',
  'medical-centres',
  'labour',
  'accounts',
  'insurance',
] as const satisfies readonly Owner[];

export type AskedService = (typeof ASKED_SERVICES)[number];

/**
 * Names and shapes in this file are storage format. Stream `request-{applicationId}`: the facts a case misses, whom it
 * asked for them and when. `request` numbers the requests of the case from 1, `asking` the times each was asked from 1.
 */
export type FactRequestEvent =
  | PersonalEvent<
      'FactRequested',
      {
        readonly request: number;
        readonly service: AskedService;
        /** When it is late by the policy of the day it was asked. */
        readonly escalatesAt: Instant;
        /** Absent: not before it is late. */
        readonly askAgainAt?: Instant;
        readonly askedAt: Instant;
      },
      {
        /** Which condition is pending and why: it may tell of health, absence and offences. */
        readonly condition: ConditionId;
        readonly reason: string;
        /** All that the service needs to find the person: `iqama:2…` or `border:3…`. */
        readonly identity: string;
      }
    >
  | Event<
      'FactAskedAgain',
      {
        readonly request: number;
        readonly asking: number;
        /** Absent: that was the last time. */
        readonly askAgainAt?: Instant;
        readonly askedAt: Instant;
      }
    >
  | Event<'FactRequestEscalated', { readonly request: number; readonly escalatedAt: Instant }>
  | Event<
      'FactRequestEnded',
      {
        readonly request: number;
        /** `answered`: the case knows it now; `not-needed`: the case has ended, or nobody knows any more whom it is about. */
        readonly why: 'answered' | 'not-needed';
        readonly endedAt: Instant;
      }
    >;
