import { fail } from './errors.js';
import { type Apply, UPDATE_OPERATORS } from './update-operators.js';
import { valueAtPath } from './update-paths.js';
import { isEmbeddedDocument } from './values.js';
import type { Document } from './document.js';

/** Applies operators to `document` in place. `inserting`: an upsert makes the document, so $setOnInsert counts. */
export type Modifier = (document: Document, inserting: boolean) => void;

/**
 * Checks an operator update as a whole before any document is touched.
 * @throws CommandError FailedToParse, ConflictingUpdateOperators, EmptyFieldName, DollarPrefixedFieldName
 */
export function compileModifier(update: Document): Modifier {
  const steps: { name: string; apply: Apply; path: string; argument: unknown }[] = [];
  for (const [name, fields] of Object.entries(update)) {
    const apply = Object.hasOwn(UPDATE_OPERATORS, name) ? UPDATE_OPERATORS[name] : undefined;
    if (apply === undefined) return fail('FailedToParse', `Unknown modifier: ${name}`);
    if (!isEmbeddedDocument(fields))
      return fail('FailedToParse', `Modifiers operate on fields but we found another type for ${name}`);
    for (const [path, argument] of Object.entries(fields)) {
      checkPath(path);
      steps.push({ name, apply, path, argument });
    }
  }
  checkConflicts(steps.map(({ path }) => path));
  return (document, inserting) => {
    for (const { name, apply, path, argument } of steps) {
      if (name === '$setOnInsert' && !inserting) continue;
      apply({ document, path, current: valueAtPath(document, path) }, argument);
    }
  };
}

function checkPath(path: string): void {
  for (const part of path.split('.')) {
    if (part === '') fail('EmptyFieldName', `The update path '${path}' contains an empty field name`);
    // The positional operators too: nothing here says which element was found.
    if (part.startsWith('$'))
      fail('DollarPrefixedFieldName', `The dollar ($) prefixed field '${part}' is not valid for storage.`);
  }
}

function checkConflicts(paths: readonly string[]): void {
  const sorted = paths.map((path) => `${path}.`).sort();
  for (const [i, path] of sorted.entries()) {
    const previous = sorted[i - 1];
    if (previous !== undefined && path.startsWith(previous)) {
      fail(
        'ConflictingUpdateOperators',
        `Updating the path '${path.slice(0, -1)}' would create a conflict at '${previous.slice(0, -1)}'`,
      );
    }
  }
}
