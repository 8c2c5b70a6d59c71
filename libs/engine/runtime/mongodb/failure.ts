import { MongooseError, mongo } from 'mongoose';
import { messageOf } from '../message-of.js';

/** Codes (mongo/base/error_codes.yml) of what passes by itself: the same request may succeed later, unchanged. */
const TRANSIENT: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  43, // CursorNotFound
  46, // LockBusy
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernTimeout: written, but not yet by a majority
  79, // UnknownReplWriteConcern: a member that is being reconfigured
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern: too few members are up
  112, // WriteConflict
  117, // ConflictingOperationInProgress
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  150, // StaleEpoch
  175, // QueryPlanKilled: the collection was swapped under a reader
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace: until there is room again
]);

const LABELS = ['RetryableWriteError', 'TransientTransactionError', 'RetryableError'];

/** What the driver says when it cannot get through at all. */
const UNREACHABLE = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoOperationTimeoutError,
];
/** mongoose's words for a connection that was never made so far. */
const NOT_YET = /before initial connection is complete/;
/** Not exported by the driver. */
const UNREACHABLE_NAMES: ReadonlySet<string> = new Set([
  'MongoWaitQueueTimeoutError',
  'MongoPoolClearedError',
]);

/** Whether waiting helps: the server is away, is electing, is full or busy. Of a bulk write: whether any part says so. */
export function isTransient(error: unknown): boolean {
  if (error instanceof MongooseError)
    return error.name === 'MongooseServerSelectionError' || NOT_YET.test(error.message);
  if (!(error instanceof mongo.MongoError)) return false;
  if (UNREACHABLE.some((kind) => error instanceof kind) || UNREACHABLE_NAMES.has(error.name)) return true;
  if (LABELS.some((label) => error.hasErrorLabel(label))) return true;
  if (error instanceof mongo.MongoWriteConcernError) return true;
  if (error instanceof mongo.MongoBulkWriteError) {
    if (error.result.getWriteConcernError() !== undefined || isTransient(error.errorResponse)) return true;
    if (writeErrorsOf(error).some(({ code }) => TRANSIENT.has(code))) return true;
  }
  return typeof error.code === 'number' && TRANSIENT.has(error.code);
}

const REFUSED_SIGN_IN: ReadonlySet<number> = new Set([
  13, // Unauthorized
  18, // AuthenticationFailed
]);

/** Whether the server does not know this user and password, or does not let them do what is needed. */
export function isSignInRefused(error: unknown): boolean {
  return (
    error instanceof mongo.MongoError && typeof error.code === 'number' && REFUSED_SIGN_IN.has(error.code)
  );
}

const DUPLICATE_KEY = 11_000;

/** Whether a document with these keys is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** The driver gives one, or many. */
export function writeErrorsOf({ writeErrors }: mongo.MongoBulkWriteError): readonly mongo.WriteError[] {
  return [writeErrors].flat();
}

/** In one line, for logs and readiness; the driver's own words, which name hosts and never a password. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (NOT_YET.test(error.message)) return 'not connected yet';
  const code = error instanceof mongo.MongoError && error.code !== undefined ? ` (code ${error.code})` : '';
  return `${messageOf(error).replaceAll(/\s+/g, ' ').trim()}${code}`;
}

/** In a few words that quote nothing: a server's message may repeat the command, and with it the document. */
export function nameFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code, codeName = code } = error as { readonly code?: unknown; readonly codeName?: unknown }; // the server's
  return typeof codeName === 'string' || typeof codeName === 'number'
    ? `${error.name} ${codeName}`
    : error.name;
}
