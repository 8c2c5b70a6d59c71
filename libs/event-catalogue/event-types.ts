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
import type { EventSchema, Upcaster } from '#event-sourcing/format/event-schema.js';
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
    readonly reactedTo: boolean;
  };
};

const plain = <C extends Category>(category: C, ...upcasters: readonly Upcaster[]) =>
  ({ category, personal: false, upcasters }) as const;

const personal = <C extends Category>(category: C, ...upcasters: readonly Upcaster[]) =>
  ({ category, personal: true, upcasters }) as const;

/** Something follows from it: the compiler asks the process manager what. */
const reactedTo = <S extends EventSchema>(schema: S) => ({ ...schema, reactedTo: true }) as const;

/** Nothing follows from it. */
const onRecord = <S extends EventSchema>(schema: S) => ({ ...schema, reactedTo: false }) as const;

/**
 * Every type of event there is, and whether anything follows from it. The compiler refuses a type that was forgotten, put
 * under the wrong category, or said to be without personal data when it has some. Changing a shape means adding an upcaster here and a golden file.
 */
export const EVENT_TYPES = {
  ApplicationStarted: reactedTo(personal('application')),
  DetailsProvided: reactedTo(personal('application')),
  DocumentAttached: onRecord(plain('application')),
  DocumentRemoved: onRecord(plain('application')),
  ReviewDeclared: onRecord(plain('application')),
  ApplicationSubmitted: reactedTo(plain('application')),
  ConditionChecked: onRecord(plain('application')),
  ScreeningCompleted: reactedTo(personal('application', numbersKnown)),
  ActionRequired: reactedTo(personal('application', sealing('conditions'))),
  ReferredToOfficer: onRecord(personal('application', sealing('reasons'))),
  ReviewClaimed: onRecord(plain('application')),
  ReviewReleased: onRecord(plain('application')),
  InformationRequested: reactedTo(plain('application')),
  NumberHolderConfirmed: reactedTo(personal('application')),
  AbsenceAppealStated: reactedTo(personal('application')),
  InformationProvided: reactedTo(plain('application')),
  ApplicationApproved: reactedTo(plain('application')),
  ApprovalWithdrawn: onRecord(personal('application', sealing('reason'))),
  ApplicationRejected: reactedTo(personal('application', sealing('reason'))),
  ApplicationWithdrawn: reactedTo(plain('application')),
  ApplicationLapsed: reactedTo(plain('application')),
  ApplicationReopened: reactedTo(plain('application')),
  ApplicationAbandoned: onRecord(plain('application')),
  IdentityIssued: reactedTo(plain('application')),

  BillIssued: onRecord(plain('fees')),
  PaymentReceived: reactedTo(plain('fees')),
  PaymentOutcomeUnknown: reactedTo(plain('fees')),
  PaymentConfirmed: reactedTo(plain('fees')),
  PaymentNotFound: reactedTo(plain('fees')),
  FundsReserved: onRecord(plain('fees')),
  FundsConsumed: onRecord(plain('fees')),
  FundsReleased: onRecord(plain('fees')),
  RefundRequested: reactedTo(plain('fees')),
  Refunded: onRecord(plain('fees')),
  RefundFailed: onRecord(plain('fees')),

  BillNumberAssigned: onRecord(plain('bill')),
  OrphanPaymentReceived: onRecord(plain('bill')),

  CredentialIssued: reactedTo(personal('credential')),
  CredentialSuspended: onRecord(personal('credential', groundSealed)),
  GroundLifted: onRecord(plain('credential')),
  CredentialReinstated: onRecord(plain('credential')),
  CredentialRevoked: reactedTo(personal('credential', groundSealed)),
  ReplacementOpened: onRecord(plain('credential')),
  ReplacementClosed: onRecord(plain('credential')),
  CredentialReplaced: reactedTo(plain('credential')),
  AbsenceAppealStatedByHolder: reactedTo(personal('credential')),
  CredentialSuperseded: onRecord(plain('credential')),
  CredentialExpired: onRecord(plain('credential')),

  FactRecorded: reactedTo(personal('resident')),
  FormerSubjectLinked: reactedTo(plain('resident')),

  SlotTaken: reactedTo(plain('slot')),
  SlotReleased: reactedTo(plain('slot')),
  CredentialHeld: reactedTo(plain('slot')),
  NumberAwaited: onRecord(plain('slot')),
  SlotClosed: reactedTo(plain('slot')),
  SlotReopened: reactedTo(plain('slot')),

  DirectiveImposed: reactedTo(plain('directives')),
  DirectiveLifted: reactedTo(plain('directives')),

  StatusIndexAssigned: onRecord(plain('status-list')),

  EventDiscarded: onRecord(plain('read-model')),
  MessageDiscarded: onRecord(plain('read-model')),

  ErasureRequested: reactedTo(plain('erasure')),
  ErasureConfirmed: reactedTo(plain('erasure')),
  ErasureCancelled: reactedTo(plain('erasure')),
  ErasureLapsed: reactedTo(plain('erasure')),
  ErasureCompleted: reactedTo(plain('erasure')),

  FactRequested: reactedTo(personal('request')),
  FactAskedAgain: reactedTo(plain('request')),
  FactRequestEscalated: onRecord(plain('request')),
  FactRequestEnded: onRecord(plain('request')),
} as const satisfies EventTypes;

type ReactedType = {
  [T in keyof typeof EVENT_TYPES]: (typeof EVENT_TYPES)[T] extends { readonly reactedTo: true } ? T : never;
}[keyof typeof EVENT_TYPES];

/** An event that something follows from. */
export type ReactedEvent = Extract<KnownEvent, { readonly type: ReactedType }>;

/** Whether something follows from it; nothing does from the others. */
export function isReactedTo(event: KnownEvent): event is ReactedEvent {
  return EVENT_TYPES[event.type].reactedTo;
}
