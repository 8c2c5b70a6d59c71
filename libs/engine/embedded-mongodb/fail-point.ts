import { fail } from './errors.js';
import { isEmbeddedDocument, toNumber } from './values.js';
import type { Document } from './document.js';

/** What the next command named in it meets. */
export interface InjectedFailure {
  /** Refused with this code instead of being run. */
  readonly errorCode: number | undefined;
  readonly errorLabels: readonly string[] | undefined;
  /** Hung up on instead. */
  readonly closeConnection: boolean;
  /** Run, or refused, only after this long. */
  readonly blockTimeMs: number;
  /** Run, but answered as not replicated. */
  readonly writeConcernError: Document | undefined;
}

const FIELDS = [
  'failCommands',
  'errorCode',
  'errorLabels',
  'closeConnection',
  'blockConnection',
  'blockTimeMS',
  'writeConcernError',
];

/**
 * MongoDB's `failCommand` fail point, which a server has that was started with `enableTestCommands`: commands fail on
 * purpose, as a primary that steps down or a network that is cut would have it.
 */
export class FailPoint {
  private commands: ReadonlySet<string> = new Set();
  private failure: InjectedFailure | undefined;
  private left = 0;

  /** `mode`: 'alwaysOn', 'off' or {times: n}. @throws CommandError for what is not supported */
  configure(mode: unknown, data: Document): void {
    const unknown = Object.keys(data).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined) fail('NotImplemented', `failCommand with ${unknown} is not supported`);
    this.left = timesOf(mode);
    const names = data['failCommands'];
    this.commands = new Set(Array.isArray(names) ? names.map(String) : []);
    const { errorLabels: labels, writeConcernError } = data;
    this.failure = {
      errorCode: toNumber(data['errorCode']),
      errorLabels: Array.isArray(labels) ? labels.map(String) : undefined,
      closeConnection: data['closeConnection'] === true,
      blockTimeMs: data['blockConnection'] === true ? (toNumber(data['blockTimeMS']) ?? 0) : 0,
      writeConcernError: isEmbeddedDocument(writeConcernError) ? writeConcernError : undefined,
    };
  }

  /** Counts the command, if it is one of those. */
  next(command: string): InjectedFailure | undefined {
    if (this.left === 0 || !this.commands.has(command)) return undefined;
    this.left -= 1;
    return this.failure;
  }
}

function timesOf(mode: unknown): number {
  if (mode === 'off') return 0;
  if (mode === 'alwaysOn') return Infinity;
  const times = isEmbeddedDocument(mode) ? toNumber(mode['times']) : undefined;
  return times ?? fail('BadValue', 'the mode of a fail point must be off, alwaysOn or {times: n}');
}
