import { Int32 } from 'bson';

import { changeDocument, compileChange, found, upsertDocument } from '../changes.js';
import type { Document } from '../document.js';
import { insertDocument, writeDocument } from '../documents.js';
import { asCommandError, fail } from '../errors.js';
import { embeddedIn } from '../outline.js';
import { compileFilter } from '../query.js';
import { decode, isEmbeddedDocument, toNumber, truthy } from '../values.js';
import { type Arguments, type Command, type Context } from './command.js';

const MAX_STATEMENTS = 100_000;

/** The statements of a write, each in bytes or decoded, from the body or a document sequence. */
function statementsOf({ sequences }: Context, args: Arguments, field: string): readonly unknown[] {
  const statements = sequences.get(field) ?? args.list(field) ?? [];
  if (statements.length === 0 || statements.length > MAX_STATEMENTS) {
    fail(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${statements.length} operations.`,
    );
  }
  return statements;
}

/** Runs every statement in one commit. One that is refused changes nothing; `ordered` stops there. */
async function runAll(
  context: Context,
  args: Arguments,
  field: string,
  run: (statement: unknown, index: number) => void,
): Promise<Document> {
  const statements = statementsOf(context, args, field);
  const ordered = args.command['ordered'] === undefined || args.flag('ordered');
  const writeErrors: Document[] = [];
  await context.storage.write(() => {
    for (const [index, statement] of statements.entries()) {
      try {
        run(statement, index);
      } catch (error) {
        const { code, message, extra } = asCommandError(error);
        writeErrors.push({ index: new Int32(index), code, errmsg: message, ...extra });
        if (ordered) return;
      }
    }
  });
  return writeErrors.length === 0 ? {} : { writeErrors };
}

/** A statement as a document with none but known fields. */
function statement(raw: unknown, name: string, fields: readonly string[]): Document {
  const document = Buffer.isBuffer(raw) ? decode(raw) : raw;
  if (!isEmbeddedDocument(document))
    return fail('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'object'`);
  const unknown = Object.keys(document).find((field) => !fields.includes(field));
  if (unknown !== undefined) fail('Location40415', `BSON field '${name}.${unknown}' is an unknown field.`);
  return document;
}

const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: async (context, args) => {
    const { storage } = context;
    const namespace = args.namespace();
    let n = 0;
    const errors = await runAll(context, args, 'documents', (raw) => {
      // decodeCommand() leaves documents as bytes, and so are document sequences.
      const isBytes = raw instanceof Uint8Array;
      const { buffer, byteOffset, byteLength } = isBytes
        ? raw
        : fail('TypeMismatch', 'documents must be objects');
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      insertDocument(
        storage,
        storage.collection(namespace) ?? storage.create(namespace),
        decode(bytes),
        bytes,
      );
      n += 1;
    });
    return { n, ...errors };
  },
};

const UPDATE_FIELDS = ['q', 'u', 'multi', 'upsert', 'hint'];

const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation'],
  run: async (context, args) => {
    const { storage } = context;
    const namespace = args.namespace();
    const upserted: Document[] = [];
    let [n, nModified] = [0, 0];
    const errors = await runAll(context, args, 'updates', (raw, index) => {
      const { q, u, multi, upsert, hint } = statement(raw, 'update.updates', UPDATE_FIELDS);
      const filter = compileFilter(q);
      const bytes = Buffer.isBuffer(raw) ? embeddedIn(raw, 'u') : undefined;
      const change = compileChange(u, bytes);
      if (truthy(multi) && change.kind === 'replacement')
        fail('FailedToParse', 'multi update is not supported for replacement-style update');
      const matches = found(storage, namespace, { filter, hint, limit: truthy(multi) ? undefined : 1 });
      for (const stored of matches) {
        const collection = storage.collection(namespace) ?? fail('NamespaceNotFound', 'ns not found');
        nModified += changeDocument(storage, collection, stored, change).modified ? 1 : 0;
        n += 1;
      }
      if (matches.length === 0 && truthy(upsert)) {
        upserted.push({
          index: new Int32(index),
          _id: upsertDocument(storage, namespace, filter, change)['_id'],
        });
        n += 1;
      }
    });
    return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
  },
};

const remove: Command = {
  fields: ['deletes', 'ordered'],
  run: async (context, args) => {
    const { storage } = context;
    const namespace = args.namespace();
    let n = 0;
    const errors = await runAll(context, args, 'deletes', (raw) => {
      const { q, limit, hint } = statement(raw, 'delete.deletes', ['q', 'limit', 'hint']);
      const most = toNumber(limit);
      if (most !== 0 && most !== 1)
        fail('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
      for (const stored of found(storage, namespace, {
        filter: compileFilter(q),
        hint,
        limit: most || undefined,
      })) {
        const collection = storage.collection(namespace) ?? fail('NamespaceNotFound', 'ns not found');
        writeDocument(storage, collection, stored.idKey, stored, undefined);
        n += 1;
      }
    });
    return { n, ...errors };
  },
};

export const WRITE_COMMANDS = { insert, update, delete: remove };
