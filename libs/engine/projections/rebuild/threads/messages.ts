import type { ReadStreamOptions, ReadStreamResult, StreamName } from '#event-store/port.js';
import type { Aside, PoisonedKey } from '../build.js';
import type { PackedEvents } from './packed-events.js';

/** What a thread is started with. */
export interface ThreadData {
  /** Name and version of the projection: the thread has the code. */
  readonly model: string;
  readonly version: number;
  readonly database: DatabaseAddress;
  /** Name of the collection under construction. */
  readonly collection: string;
  /** As `discardName` has them. */
  readonly discarded: ReadonlySet<string>;
  readonly resumed: ReadonlyMap<string, PoisonedKey> | undefined;
}

export interface DatabaseAddress {
  readonly url: string;
  readonly database: string;
}

/** To a thread. Answered in order, except for answers, which have to come through at once. */
export type Order =
  | { readonly kind: 'fold'; readonly events: PackedEvents }
  | { readonly kind: 'flush' }
  | { readonly kind: 'forget-keys' }
  | { readonly kind: 'answer'; readonly question: number; readonly answer: Answer };

/** What only the main thread can look up: there is one event store, and one key store, in a process. */
export type Question =
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'stream'; readonly stream: StreamName; readonly options: ReadStreamOptions };

export type Answer =
  | { readonly kind: 'key'; readonly key: Uint8Array | 'erased' | 'unknown' }
  | { readonly kind: 'stream'; readonly read: ReadStreamResult }
  | { readonly kind: 'failed'; readonly error: unknown };

/** From a thread. */
export type ThreadReport =
  | { readonly kind: 'folded' }
  | { readonly kind: 'flushed'; readonly aside: Aside }
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | { readonly kind: 'failed'; readonly error: unknown };
