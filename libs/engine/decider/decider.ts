import type { Subject } from './brand.js';

/** What a person's erased data reads as: the key is gone, the event remains. */
export type Erased = 'erased';

/**
 * Something that happened, in the past tense and the words of the service. `data` is stored readable and must name
 * nobody; whatever names or describes a person is in `personal`, which is encrypted under that person's own key
 * before it is stored or published. Type names and shapes are storage format.
 */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
  readonly personal?: object | Erased;
}

/** An event without personal data. */
export interface Event<Type extends string, Data extends object> {
  readonly type: Type;
  readonly data: Data;
}

/** An event with personal data of the stream's subject. */
export interface PersonalEvent<Type extends string, Data extends object, Personal extends object> {
  readonly type: Type;
  readonly data: Data;
  readonly personal: Personal | Erased;
}

/** The fold of an aggregate. Decisions are plain functions beside it: `(state, command) => Decision<Event>`. */
export interface Decider<State, E extends DomainEvent> {
  readonly initialState: State;
  readonly evolve: (state: State, event: E) => State;
  /** Whose personal data the stream holds, once its state tells; wins over `StreamIdentity.subject`. */
  readonly subjectOf?: (state: State) => Subject | undefined;
}

/** An expected "no". Codes are part of the published language; `details` name what to mend, never personal data. */
export interface Refusal<Code extends string = string> {
  readonly refused: true;
  /** kebab-case, stable, e.g. `application-not-open`; each aggregate names its own in a union. */
  readonly code: Code;
  /** Every reason, not the first: `field` or condition, and a code of its own. */
  readonly details?: readonly RefusalDetail[];
  /** Milliseconds after which the same may be asked again; absent: time alone changes nothing. */
  readonly retryMs?: number;
}

export interface RefusalDetail {
  /** JSON pointer into the request, or the name of what is missing. */
  readonly at: string;
  readonly code: string;
  /** What is allowed instead (`allowed`, `maxCount`, …), and what it was about. */
  readonly params?: Readonly<Record<string, string | number | readonly (string | number)[]>>;
}

/** The events to append (none: it is already so), or why not. */
export type Decision<E extends DomainEvent, Code extends string = string> = readonly E[] | Refusal<Code>;

export function refuse<const Code extends string>(
  code: Code,
  details?: readonly RefusalDetail[],
): Refusal<Code> {
  return details === undefined ? { refused: true, code } : { refused: true, code, details };
}

export function isRefusal(decision: readonly unknown[] | Refusal): decision is Refusal {
  return !Array.isArray(decision);
}

/** Marks a switch as complete: the compiler refuses a case that was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
