import {
  newLogId,
  establishLogIdentity,
  readLogIdentity,
  writeLogIdentity,
} from '#event-sourcing/identity/identity-stream.js';
import type { RecordedIdentity } from '#event-sourcing/identity/identity-stream.js';
import {
  type DerivedPart,
  type FoundParts,
  type Mismatch,
  mismatchOf,
  pairOf,
} from '#event-sourcing/identity/belonging.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { MismatchError } from '#event-sourcing/identity/mismatch-error.js';
import { mustNotHaveMoved } from '#event-sourcing/moved/fence-stream.js';
import { strangersTo } from '#event-sourcing/identity/sealed-keys.js';
import { destroyListed } from '#event-sourcing/keys/destroy-listed.js';
import { ErasedKeysFile } from '#event-sourcing/keys/erased-keys-file.js';
import type { OpenedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import type { EventStore } from '#event-store/port.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { Logger } from '#runtime/logging/logger.js';

export interface CheckedParts {
  readonly store: EventStore;
  readonly keys: OpenedKeyStore;
  readonly derived: readonly DerivedPart[];
}

export interface PartsCheckOptions {
  /** Of the secret that people are named with. */
  readonly subjects: string;
  /** Whether this process gives a log without an identity one, and may accept. */
  readonly establishes: boolean;
  /** See HAWIYA_ACCEPT_PARTS. */
  readonly accepted: string | undefined;
  /** See HAWIYA_ERASURES_FILE. */
  readonly erasures: ErasedKeysFile;
  readonly logger: Logger;
}

/** The log has no identity yet, and this process is not to give it one. */
export class UnidentifiedLogError extends Error {
  override readonly name = 'UnidentifiedLogError';
  constructor() {
    super('the log has no identity yet (hawiya migrate)');
  }
}

type Found = FoundParts & { readonly identity: RecordedIdentity | undefined };

/**
 * Looks whether log, keys and what was made from the log belong together, and records that they do where it is not
 * recorded yet. To be called before anything is appended, consumed or saved; may be repeated after a failure, and by
 * several processes at once.
 * @throws LogMovedError, MismatchError, UnidentifiedLogError; what the parts throw when they are away
 */
export async function checkParts(parts: CheckedParts, options: PartsCheckOptions): Promise<LogId> {
  for (;;) {
    const found = await look(parts, options);
    const mismatch = mismatchOf(found) ?? (await strangers(parts, found));
    if (mismatch !== undefined) {
      if (!isAccepted(mismatch, found, options)) throw new MismatchError(mismatch, found);
      await accept(parts, found, options);
    } else if (found.identity === undefined) {
      if (!options.establishes) throw new UnidentifiedLogError();
      await establishLogIdentity(parts.store, { keys: found.keys.id, subjects: options.subjects });
      crashPoint('parts.identified');
    } else if (await recorded(parts, found, found.identity.log)) {
      return found.identity.log;
    }
    // Whatever was done, another process may have been first: it is looked at again.
  }
}

async function look({ store, keys, derived }: CheckedParts, { subjects }: PartsCheckOptions): Promise<Found> {
  await mustNotHaveMoved(store);
  const identity = await readLogIdentity(store);
  const [id, log] = [await keys.record.id(), await keys.record.log()];
  const against = await Promise.all(derived.map((part) => part.disagrees(identity?.log)));
  let firstEvent: string | undefined;
  if (identity === undefined) for await (const { id } of store.readAll({ limit: 1 })) firstEvent = id;
  return {
    identity,
    firstEvent,
    keys: { id, log },
    subjects,
    derived: against.filter((one) => one !== undefined),
  };
}

/** Parts of before say nothing of each other: the keys have to be those of the newest events. */
async function strangers({ store, keys }: CheckedParts, { identity }: Found): Promise<Mismatch | undefined> {
  const looked = identity === undefined ? await strangersTo(store, keys) : undefined;
  return looked === undefined ? undefined : { kind: 'unknown-keys', looked };
}

function isAccepted(mismatch: Mismatch, found: Found, { accepted, establishes }: PartsCheckOptions): boolean {
  const pairs = accepted?.split(',') ?? [];
  return mismatch.kind !== 'other-subject-secret' && establishes && pairs.includes(pairOf(found));
}

/**
 * The log goes on under another id, which is written last: until then the parts do not belong together, and what was cut
 * off is done again. From then on nothing that was made from the log before is taken for its own.
 */
async function accept(
  { store, keys, derived }: CheckedParts,
  found: Found,
  options: PartsCheckOptions,
): Promise<void> {
  const { subjects, erasures, logger } = options;
  // With the secret that the log was begun with, or not at all.
  const { identity } = found;
  if (identity !== undefined && identity.subjects !== subjects)
    throw new MismatchError({ kind: 'other-subject-secret' }, found);
  const log = newLogId();
  const { keys: listed, unreadable } = await erasures.read();
  const { length: destroyed } = await destroyListed(keys, listed);
  if (destroyed > 0) logger.warn(`${destroyed} keys that had been erased came back and are erased again`);
  if (unreadable > 0) logger.error(`${unreadable} lines of HAWIYA_ERASURES_FILE cannot be read`);
  crashPoint('accept.before-reset');
  for (const part of derived) await part.reset(log);
  crashPoint('accept.after-reset');
  await keys.record.recordLog(log, found.keys.log);
  crashPoint('accept.after-keys');
  const former = await laterLog(store, keys, found);
  const given = await writeLogIdentity(store, identity, { log, keys: found.keys.id, subjects, former });
  crashPoint('accept.after-log');
  logger.warn({ log: given.log, keys: given.keys }, 'parts that did not belong together were accepted');
}

/**
 * The log that the keys know, if it is this one as it was later: these keys sealed it, and belong to no other. What was
 * published of it is not of another log.
 */
async function laterLog(store: EventStore, keys: OpenedKeyStore, found: Found): Promise<LogId | undefined> {
  const { identity } = found;
  if (found.keys.log === identity?.log) return undefined;
  const sealed =
    identity === undefined ? (await strangersTo(store, keys)) === undefined : identity.keys === found.keys.id;
  return sealed ? found.keys.log : undefined;
}

/** False: somebody else has recorded another log meanwhile. */
async function recorded({ keys, derived }: CheckedParts, found: Found, log: LogId): Promise<boolean> {
  if (found.keys.log === undefined && (await keys.record.recordLog(log, undefined)) !== log) return false;
  crashPoint('parts.between-records');
  for (const part of derived) {
    await part.record(log);
    if ((await part.disagrees(log)) !== undefined) return false;
  }
  return true;
}
