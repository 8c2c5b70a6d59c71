import type { Instant, Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';

/** What follows from an event. Each is carried out at least once, under an id derived from the event. */
export type Reaction =
  | { readonly do: 'reserve-funds'; readonly applicationId: ApplicationId }
  | { readonly do: 'release-funds'; readonly applicationId: ApplicationId; readonly reason: string }
  | { readonly do: 'release-slot'; readonly applicationId: ApplicationId }
  | { readonly do: 'screen'; readonly applicationId: ApplicationId }
  | { readonly do: 'issue'; readonly applicationId: ApplicationId }
  /** The person's open case, if there is one, is screened again; the credential held, if any, is looked at again. */
  | { readonly do: 'reconsider-person'; readonly subject: Subject }
  | { readonly do: 'reconsider-open-cases' }
  /** Cases that wait without a day on which an officer looks at them are screened again, which gives them one. */
  | { readonly do: 'date-waiting-cases' }
  /** A deadline passed. */
  | { readonly do: 'lapse'; readonly applicationId: ApplicationId }
  /** Nobody has reported what it waits for. */
  | { readonly do: 'escalate'; readonly applicationId: ApplicationId }
  /** Time alone changes its board, as of `due`. */
  | { readonly do: 'recheck'; readonly applicationId: ApplicationId; readonly due: Instant }
  /** Something touches every credential: the next batch of them is looked at. */
  | { readonly do: 'walk-credentials'; readonly edge: WalkEdge }
  /** Its last day is over. */
  | {
      readonly do: 'expire-credential';
      readonly credentialId: CredentialId;
      readonly applicationId: ApplicationId;
    }
  /** Whether its grounds still hold. `ifWalkedSince`: only if a walk over all credentials since then may have missed it. */
  | {
      readonly do: 'reassess-credential';
      readonly credentialId: CredentialId;
      readonly applicationId: ApplicationId;
      readonly ifWalkedSince?: Instant;
    }
  /** An officer decided that another follows it. */
  | {
      readonly do: 'follow-replacement';
      readonly credentialId: CredentialId;
      readonly applicationId: ApplicationId;
    }
  /** It was revoked: cases that wait for its number are screened again. */
  | {
      readonly do: 'look-at-number';
      readonly credentialId: CredentialId;
      readonly applicationId: ApplicationId;
    }
  /** Money about which nobody has said what became of it. */
  | { readonly do: 'check-money'; readonly applicationId: ApplicationId }
  | { readonly do: 'repair-slot'; readonly subject: Subject }
  /** Whatever was closed for the person's erasure, under any of their pseudonyms. */
  | { readonly do: 'repair-slots'; readonly subject: Subject }
  /** The keys of the person's data are destroyed, and what was made with them is made anew. */
  | { readonly do: 'erase'; readonly subject: Subject }
  | { readonly do: 'complete-erasure'; readonly subject: Subject }
  | { readonly do: 'lapse-erasure'; readonly subject: Subject }
  /** Operators find it in the list. */
  | { readonly do: 'list-erasure'; readonly subject: Subject }
  /** What it misses is asked for, what it does not miss any more is not. */
  | { readonly do: 'ask-for-facts'; readonly applicationId: ApplicationId }
  /** A service has not told what it was asked for. */
  | ({ readonly do: 'ask-again' } & OneRequest)
  /** What a service is asked for is published on its topic. */
  | ({ readonly do: 'deliver-request' } & AskedTogether)
  /** The webhook of the service is called. */
  | { readonly do: 'call-webhook'; readonly webhook: RequestWebhook }
  | { readonly do: 'set-deadline'; readonly deadline: Deadline }
  | { readonly do: 'clear-deadlines'; readonly of: string };

/** A new kind, or one that old events get more of, reaches the events that were there before it: see old-events.ts. */
export const DEADLINE_KINDS = [
  'lapse',
  'waiting-check',
  'screening',
  'recheck',
  'waiting-cases-check',
  'money-check',
  'slot-check',
  'directives-check',
  'fact-check',
  'erasure-lapse',
  'erasure-completion',
  'credential-expiry',
  'ground-check',
  'directive-credentials',
  'policy-credentials',
  'fact-request',
  'request-delivery',
  'request-webhook',
] as const;

/** One per kind and owner: setting it again moves it. */
export interface Deadline {
  readonly kind: (typeof DEADLINE_KINDS)[number];
  /**
   * Application id (`screening`: of a case that could not be screened with all the others; `recheck`: of one whose board
   * time alone changes); for `waiting-cases-check` nothing in particular; for `slot-check` the subject; for `directives-check` and `directive-credentials` the directive, and which edge of it;
   * for `policy-credentials` what of the policy; for
   * `fact-check` subject and fact, see `factCheck`; for `credential-expiry` see `credentialExpiry`, for `ground-check` see `groundCheck`; for `fact-request` and `request-delivery` see `asking.ts`; for `request-webhook` see `requestWebhook`; for an erasure see `erasureOf`. What others choose freely is in it
   * as `boundedKey` has it.
   */
  readonly of: string;
  readonly due: Instant;
}

/** A moment at which something begins or ends that touches every credential. */
export interface WalkEdge {
  readonly kind: 'directive-credentials' | 'policy-credentials';
  readonly of: string;
}

/** All that a case asked at one moment, perhaps of several services. */
export interface AskedTogether {
  readonly applicationId: ApplicationId;
  readonly askedAt: Instant;
}

/** One request of a case. */
export interface OneRequest {
  readonly applicationId: ApplicationId;
  readonly request: number;
}

/** One asking of one request of a case, on its way to the webhook of the service that is asked. */
export interface RequestWebhook {
  readonly service: string;
  readonly applicationId: ApplicationId;
  readonly request: number;
  readonly asking: number;
}
