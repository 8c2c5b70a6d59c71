import type { Instant } from '../kernel/brand.js';
import type { Event } from '../kernel/decider.js';
import type { ResidentCategory, Service } from '../application/events.js';

/** Names and shapes in this file are storage format. One stream, `directives`: few, and always needed together. */
export type DirectivesEvent =
  | Event<
      'DirectiveImposed',
      {
        readonly directiveId: string;
        readonly title: { readonly ar: string; readonly en: string };
        /** Whom it stops; an absent list means all. */
        readonly covers: {
          readonly services?: readonly Service[];
          readonly categories?: readonly ResidentCategory[];
          /** ICAO alpha-3. */
          readonly nationalities?: readonly string[];
        };
        readonly from: Instant;
        readonly until?: Instant;
        /** Where it was published. */
        readonly source: string;
        /** `stop`: not satisfied while in force; `officer`: an officer may decide an exception. */
        readonly effect: 'stop' | 'officer';
      }
    >
  | Event<'DirectiveLifted', { readonly directiveId: string; readonly liftedAt: Instant }>;
