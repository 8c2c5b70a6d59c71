import type { DomainEvent } from '#decider/decider.js';
import type { SchemaOf } from '../schema-of.js';

/** What the outside is told about one type of event. */
export type EventContract<E extends DomainEvent> = {
  /** What happened, for whoever has never seen the service from inside. */
  readonly says: string;
  /** Of the event's `data`, as it is in the current version: readable by everyone. */
  readonly data: SchemaOf<E['data']>;
} & (E extends { readonly personal: unknown }
  ? {
      /** What its sealed part is about; nobody outside can open it. */
      readonly sealed: string;
    }
  : { readonly sealed?: never });

/** One for each type of the union: the compiler refuses a type that was forgotten, and a field. */
export type EventContracts<E extends DomainEvent> = {
  readonly [T in E['type']]: EventContract<Extract<E, { readonly type: T }>>;
};
