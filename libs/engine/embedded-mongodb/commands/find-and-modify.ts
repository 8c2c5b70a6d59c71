import { changeDocument, compileChange, found, upsertDocument } from '../changes.js';
import type { Document } from '../document.js';
import { writeDocument } from '../documents.js';
import { fail } from '../errors.js';
import { compileProjection } from '../projection.js';
import { compileFilter } from '../query.js';
import type { Command } from './command.js';

const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'hint',
  ],
  run: async ({ storage }, args) => {
    const namespace = args.namespace();
    const filter = compileFilter(args.document('query') ?? {});
    const project = compileProjection(args.document('fields') ?? {});
    const [remove, upsert, wantsNew] = [args.flag('remove'), args.flag('upsert'), args.flag('new')];
    const update = args.command['update'];
    if (remove === (update !== undefined))
      fail('FailedToParse', "Either an update or 'remove' must be specified, and not both");
    if (remove && (upsert || wantsNew))
      fail('FailedToParse', "Cannot specify 'new' or 'upsert' together with 'remove'");
    const change = remove ? undefined : compileChange(update);
    const answer = (value: Document | undefined, lastErrorObject: Document): Document => ({
      lastErrorObject,
      value: value === undefined ? null : project === undefined ? value : project(value),
    });
    return storage.write(() => {
      const [stored] = found(storage, namespace, {
        filter,
        limit: 1,
        sort: args.document('sort') ?? {},
        hint: args.command['hint'],
      });
      const collection = storage.collection(namespace);
      if (stored === undefined || collection === undefined) {
        if (change === undefined || !upsert)
          return answer(undefined, change === undefined ? { n: 0 } : { n: 0, updatedExisting: false });
        const inserted = upsertDocument(storage, namespace, filter, change);
        return answer(wantsNew ? inserted : undefined, {
          n: 1,
          updatedExisting: false,
          upserted: inserted['_id'],
        });
      }
      if (change === undefined) {
        writeDocument(storage, collection, stored.idKey, stored, undefined);
        return answer(stored.document, { n: 1 });
      }
      const { after } = changeDocument(storage, collection, stored, change);
      return answer((wantsNew ? after : stored).document, { n: 1, updatedExisting: true });
    });
  },
};

export const FIND_AND_MODIFY_COMMANDS = { findAndModify, findandmodify: findAndModify };
