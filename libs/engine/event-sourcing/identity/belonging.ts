import type { KeyStoreId, LogId, LogIdentity } from './log-identity.js';

/** Something that was made from the log, and can be made from it again: positions in it, read models. */
export interface DerivedPart {
  /** Why it was not made from this log, in a few words that begin with what it is; undefined: nothing speaks against it. */
  disagrees(log: LogId | undefined): Promise<string | undefined>;
  /** It agrees with the log; from now on it says so itself. Safe to repeat. */
  record(log: LogId): Promise<void>;
  /** Whatever it was made from is forgotten: it begins anew with this log. Safe to repeat. */
  reset(log: LogId): Promise<void>;
}

/** The parts as they were found. */
export interface FoundParts {
  /** Undefined: the log was never given an identity. */
  readonly identity: LogIdentity | undefined;
  /** Id of the log's first event, by which one without an identity is told; undefined: it is empty. */
  readonly firstEvent: string | undefined;
  readonly keys: { readonly id: KeyStoreId; readonly log: LogId | undefined };
  /** Of the secret that this process names people with: see `subjectCheckOf`. */
  readonly subjects: string;
  /** What the derived parts have against this log. */
  readonly derived: readonly string[];
}

/** How two of the parts do not belong together. */
export type Mismatch =
  /** The log was sealed with other keys. */
  | { readonly kind: 'other-keys' }
  /** The keys are those of another log, or of this one as it was later. */
  | { readonly kind: 'keys-of-another-log' }
  /** A log without an identity, none of whose newest keys is known. */
  | { readonly kind: 'unknown-keys'; readonly looked: number }
  /** Everybody would be somebody else. Nothing can be made of that. */
  | { readonly kind: 'other-subject-secret' }
  | { readonly kind: 'derived-of-another-log'; readonly what: readonly string[] };

/** The one place that compares. What it does not find may still have to be recorded, or adopted. */
export function mismatchOf({ identity, keys, subjects, derived }: FoundParts): Mismatch | undefined {
  if (identity !== undefined && identity.keys !== keys.id) return { kind: 'other-keys' };
  if (keys.log !== undefined && keys.log !== identity?.log) return { kind: 'keys-of-another-log' };
  if (identity !== undefined && identity.subjects !== subjects) return { kind: 'other-subject-secret' };
  return derived.length > 0 ? { kind: 'derived-of-another-log', what: derived } : undefined;
}

/** Log and keys as an operator names them to have them accepted. After that the log has another id: it holds once. */
export function pairOf({ identity, firstEvent, keys }: FoundParts): string {
  return `${identity?.log ?? firstEvent ?? 'empty'}:${keys.id}`;
}
