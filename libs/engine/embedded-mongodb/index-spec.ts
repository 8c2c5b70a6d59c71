import { fail } from './errors.js';
import type { IndexSpec } from './indexes.js';
import { encodeKey } from './key-encoding.js';
import { compileFilter } from './query.js';
import type { Collection } from './storage.js';
import { isEmbeddedDocument, toNumber, truthy } from './values.js';

const OPTIONS = ['key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'background', 'v', 'ns'];

/** @throws CommandError CannotCreateIndex, Location40415: kinds of index and options that are not there are refused. */
export function checkedSpec(given: unknown): IndexSpec {
  if (!isEmbeddedDocument(given)) return fail('TypeMismatch', 'an index must be an object');
  const { key, name, unique, sparse, partialFilterExpression: partial } = given;
  const unknown = Object.keys(given).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined)
    fail('Location40415', `BSON field 'createIndexes.indexes.${unknown}' is an unknown field.`);
  if (!isEmbeddedDocument(key) || Object.keys(key).length === 0)
    return fail('CannotCreateIndex', 'Index keys cannot be empty.');
  const directions = Object.entries(key).map(([path, direction]): [string, number] => {
    const number = toNumber(direction) ?? 0;
    if (
      number === 0 ||
      path.split('.').some((part) => part === '' || part.startsWith('$') || /^\d+$/.test(part))
    ) {
      fail(
        'CannotCreateIndex',
        `Only ascending and descending indexes on named fields are supported, not ${path}: ${String(direction)}`,
      );
    }
    return [path, Math.sign(number)];
  });
  if (partial !== undefined && (!isEmbeddedDocument(partial) || truthy(sparse)))
    fail('CannotCreateIndex', 'cannot mix partialFilterExpression and sparse, or it is not an object');
  if (isEmbeddedDocument(partial)) compileFilter(partial);
  return {
    name:
      typeof name === 'string' && name !== ''
        ? name
        : fail('FailedToParse', "The 'name' field is a required property of an index specification"),
    key: Object.fromEntries(directions),
    ...(truthy(unique) ? { unique: true } : {}),
    ...(truthy(sparse) ? { sparse: true } : {}),
    ...(isEmbeddedDocument(partial) ? { partialFilterExpression: partial } : {}),
  };
}

/** Whether the index is there already. @throws CommandError for the same name or the same keys with other options. */
export function indexExists(collection: Collection, wanted: IndexSpec): boolean {
  const same = (a: unknown, b: unknown): boolean => encodeKey(a).equals(encodeKey(b));
  if (same(wanted.key, { _id: 1 })) return true;
  return collection.indexes.some(({ spec }) => {
    if (same(spec, wanted)) return true;
    const sameKey =
      same(spec.key, wanted.key) && same(spec.partialFilterExpression, wanted.partialFilterExpression);
    if (spec.name === wanted.name && !sameKey)
      fail(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index: ${wanted.name}`,
      );
    return sameKey
      ? fail(
          'IndexOptionsConflict',
          `An equivalent index already exists with a different name or different options: ${spec.name}`,
        )
      : false;
  });
}
