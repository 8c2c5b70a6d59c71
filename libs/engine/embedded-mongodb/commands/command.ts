import type { Cursors } from '../cursors.js';
import type { Document } from '../document.js';
import { fail } from '../errors.js';
import type { FailPoint } from '../fail-point.js';
import type { Storage } from '../storage.js';
import { isEmbeddedDocument, toNumber } from '../values.js';

export interface Context {
  readonly storage: Storage;
  readonly cursors: Cursors;
  readonly connectionId: number;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** Of a server for tests. */
  readonly failPoint: FailPoint | undefined;
}

export interface Command {
  /** What run() reads or may ignore without changing the answer; any other field is refused. */
  readonly fields: readonly string[];
  /** A document, or the bytes of one. */
  readonly run: (context: Context, args: Arguments) => Promise<Document | Buffer> | Document | Buffer;
}

/** Typed access to a command's fields. */
export class Arguments {
  readonly name: string;
  readonly database: string;
  constructor(readonly command: Document) {
    this.name = Object.keys(command)[0] ?? '';
    this.database =
      typeof command['$db'] === 'string'
        ? command['$db']
        : fail('Location40414', "BSON field '$db' is missing");
  }

  /** The collection the command's first field names. */
  namespace(): string {
    const collection = this.command[this.name];
    if (typeof collection !== 'string' || collection === '' || collection.includes('\0')) {
      return fail('InvalidNamespace', `Invalid namespace specified '${this.database}.${String(collection)}'`);
    }
    return `${this.database}.${collection}`;
  }

  document(field: string): Document | undefined {
    return this.optional(field, isEmbeddedDocument, 'object');
  }

  list(field: string): unknown[] | undefined {
    return this.optional(field, Array.isArray, 'array');
  }

  text(field: string): string | undefined {
    return this.optional(field, (value) => typeof value === 'string', 'string');
  }

  /** An integer of 0 or more. */
  count(field: string): number | undefined {
    const value = this.command[field];
    if (value === undefined || value === null) return undefined;
    const number = toNumber(value);
    return number !== undefined && Number.isInteger(number) && number >= 0
      ? number
      : fail('BadValue', `BSON field '${this.name}.${field}' must be an integer >= 0`);
  }

  flag(field: string): boolean {
    const value = this.command[field];
    return typeof value === 'boolean' ? value : (toNumber(value) ?? 0) !== 0;
  }

  private optional<T>(field: string, is: (value: unknown) => value is T, type: string): T | undefined {
    const value = this.command[field];
    if (value === undefined || value === null) return undefined;
    return is(value)
      ? value
      : fail('TypeMismatch', `BSON field '${this.name}.${field}' is the wrong type, expected type '${type}'`);
  }
}
