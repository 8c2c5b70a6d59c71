import type { Instant } from '#decider/brand.js';
import type { Event } from '#decider/decider.js';
import type { ResidentCategory, Service } from '../application/case-terms.js';

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
          /** Three letters of Doc 9303-3, section 5; before ADR 0046, any three. */
          readonly nationalities?: readonly string[];
          /**
           * Each nationality stands for all of its state's: GBR for GBD, GBN, GBO, GBP and GBS too. Absent or false: only
           * for itself, however its code is written (RKS and XKX, ROM and ROU).
           */
          readonly wholeGroups?: boolean;
        };
        readonly from: Instant;
        readonly until?: Instant;
        /** Where it was published. */
        readonly source: string;
        /** `stop`: not satisfied while in force; `officer`: an officer may decide an exception. */
        readonly effect: 'stop' | 'officer';
        /** Identities that were issued already are met too, as policy says (`afterIssue`). Absent or false: only applications. */
        readonly reachesIssued?: boolean;
      }
    >
  | Event<'DirectiveLifted', { readonly directiveId: string; readonly liftedAt: Instant }>;
