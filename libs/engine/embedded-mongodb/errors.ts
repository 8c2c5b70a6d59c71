import { BSONError } from 'bson';

import { messageOf } from '#runtime/message-of.js';
import type { Document } from './document.js';

/** MongoDB's own codes for what this server refuses (mongo/base/error_codes.yml). */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  IllegalOperation: 20,
  InvalidLength: 21,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CannotIndexParallelArrays: 171,
  InvalidPipelineOperator: 168,
  NotImplemented: 238,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  KeyTooLong: 17280,
  Location15958: 15958,
  Location15952: 15952,
  Location15955: 15955,
  Location16020: 16020,
  Location40156: 40156,
  Location40157: 40157,
  Location40158: 40158,
  Location40160: 40160,
  Location40234: 40234,
  Location40323: 40323,
  Location40324: 40324,
  Location40353: 40353,
  Location40414: 40414,
  Location40415: 40415,
  Location51272: 51272,
  Location5107200: 5_107_200,
  Location5107201: 5_107_201,
} as const;

export type CodeName = keyof typeof CODES;

/** An answer with `ok: 0` (or one entry of `writeErrors`): the client's fault, named by MongoDB's own code. */
export class CommandError extends Error {
  readonly code: number;
  constructor(
    readonly codeName: CodeName,
    message: string,
    readonly extra: Document = {},
  ) {
    super(message);
    this.code = CODES[codeName];
  }
}

export function fail(codeName: CodeName, message: string, extra?: Document): never {
  throw new CommandError(codeName, message, extra);
}

/** BSON that cannot be read is the client's. Anything else that was not meant to be an answer is our bug. */
export function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const message = messageOf(error);
  return new CommandError(error instanceof BSONError ? 'InvalidBSON' : 'InternalError', message);
}
