import type { ApplicationEvent } from '#domain/application/events.js';
import type { CredentialEvent } from '#domain/credential/events.js';
import type { StatusListEvent } from '#domain/credential/status-list.js';
import type { DirectivesEvent } from '#domain/directives/events.js';
import type { ErasureEvent } from '#domain/erasure/events.js';
import type { BillNumberEvent } from '#domain/fees/bill-number.js';
import type { FactRequestEvent } from '#domain/fact-request/events.js';
import type { FeesEvent } from '#domain/fees/events.js';
import type { DomainEvent } from '#decider/decider.js';
import type { ReadModelEvent } from '#projections/discarding/events.js';
import type { ResidentEvent } from '#domain/resident/events.js';
import type { SlotEvent } from '#domain/slot/events.js';
import type { Upcaster } from '#event-sourcing/format/event-schema.js';
import { groundSealed } from './upcasters/ground-sealed.js';
import { numbersKnown, sealing } from './upcasters/reasons-sealed.js';
import type { Category } from './log-streams.js';

/** Which events are written to the streams of which category; every category is there. */
export interface EventsByCategory extends Record<Category, DomainEvent> {
  readonly application: ApplicationEvent;
  readonly fees: FeesEvent;
  readonly bill: BillNumberEvent;
  readonly credential: CredentialEvent;
  readonly resident: ResidentEvent;
  readonly slot: SlotEvent;
  readonly directives: DirectivesEvent;
  readonly 'status-list': StatusListEvent;
  readonly 'read-model': ReadModelEvent;
  readonly erasure: ErasureEvent;
  readonly request: FactRequestEvent;
}

export type KnownEvent = EventsByCategory[keyof EventsByCategory];

type CategoryOf<T extends KnownEvent['type']> = {
  [C in keyof EventsByCategory]: T extends EventsByCategory[C]['type'] ? C : never;
}[keyof EventsByCategory];

type HasPersonal<T extends KnownEvent['type']> =
  Extract<KnownEvent, { type: T }> extends { personal: unknown } ? true : false;

type EventTypes = {
  readonly [T in KnownEvent['type']]: {
    readonly category: CategoryOf<T>;
    readonly personal: HasPersonal<T>;
    readonly upcasters: readonly Upcaster[];
  };
};

const plain = <C extends Category>(category: C, ...upcasters: readonly Upcaster[]) =>
  ({ category, personal: false, upcasters }) as const;

const personal = <C extends Category>(category: C, ...upcasters: readonly Upcaster[]) =>
  ({ category, personal: true, upcasters }) as const;

/**
 * Every type of event there is. The compiler refuses a type that was forgotten, put under the wrong category, or
 * said to be without personal data when it has some. Changing a shape means adding an upcaster here and a golden file.
 */
export const EVENT_TYPES: EventTypes = {
  ApplicationStarted: personal('application'),
  DetailsProvided: personal('application'),
  DocumentAttached: plain('application'),
  DocumentRemoved: plain('application'),
  ReviewDeclared: plain('application'),
  ApplicationSubmitted: plain('application'),
  ConditionChecked: plain('application'),
  ScreeningCompleted: personal('application', numbersKnown),
  ActionRequired: personal('application', sealing('conditions')),
  ReferredToOfficer: personal('application', sealing('reasons')),
  ReviewClaimed: plain('application'),
  ReviewReleased: plain('application'),
  InformationRequested: plain('application'),
  NumberHolderConfirmed: personal('application'),
  AbsenceAppealStated: personal('application'),
  InformationProvided: plain('application'),
  ApplicationApproved: plain('application'),
  ApprovalWithdrawn: personal('application', sealing('reason')),
  ApplicationRejected: personal('application', sealing('reason')),
  ApplicationWithdrawn: plain('application'),
  ApplicationLapsed: plain('application'),
  ApplicationReopened: plain('application'),
  ApplicationAbandoned: plain('application'),
  IdentityIssued: plain('application'),

  BillIssued: plain('fees'),
  PaymentReceived: plain('fees'),
  PaymentOutcomeUnknown: plain('fees'),
  PaymentConfirmed: plain('fees'),
  PaymentNotFound: plain('fees'),
  FundsReserved: plain('fees'),
  FundsConsumed: plain('fees'),
  FundsReleased: plain('fees'),
  RefundRequested: plain('fees'),
  Refunded: plain('fees'),
  RefundFailed: plain('fees'),

  BillNumberAssigned: plain('bill'),
  OrphanPaymentReceived: plain('bill'),

  CredentialIssued: personal('credential'),
  CredentialSuspended: personal('credential', groundSealed),
  GroundLifted: plain('credential'),
  CredentialReinstated: plain('credential'),
  CredentialRevoked: personal('credential', groundSealed),
  ReplacementOpened: plain('credential'),
  ReplacementClosed: plain('credential'),
  CredentialReplaced: plain('credential'),
  AbsenceAppealStatedByHolder: personal('credential'),
  CredentialSuperseded: plain('credential'),
  CredentialExpired: plain('credential'),

  FactRecorded: personal('resident'),
  FormerSubjectLinked: plain('resident'),

  SlotTaken: plain('slot'),
  SlotReleased: plain('slot'),
  CredentialHeld: plain('slot'),
  NumberAwaited: plain('slot'),
  SlotClosed: plain('slot'),
  SlotReopened: plain('slot'),

  DirectiveImposed: plain('directives'),
  DirectiveLifted: plain('directives'),

  StatusIndexAssigned: plain('status-list'),

  EventDiscarded: plain('read-model'),
  MessageDiscarded: plain('read-model'),

  ErasureRequested: plain('erasure'),
  ErasureConfirmed: plain('erasure'),
  ErasureCancelled: plain('erasure'),
  ErasureLapsed: plain('erasure'),
  ErasureCompleted: plain('erasure'),

  FactRequested: personal('request'),
  FactAskedAgain: plain('request'),
  FactRequestEscalated: plain('request'),
  FactRequestEnded: plain('request'),
};
