import { fail } from './errors.js';
import { type Apply, UPDATE_OPERATORS } from './update-operators.js';
import { type Positions, resolvePositions, valueAt } from './update-paths.js';
import { type Document, isObject } from './values.js';

/** Applies operators to `document` in place. `inserting`: an upsert makes the document, so $setOnInsert counts. */
export type Modifier = (document: Document, positions: Positions, inserting: boolean) => void;

/**
 * Checks an operator update as a whole before any document is touched.
 * @throws CommandError FailedToParse, ConflictingUpdateOperators, EmptyFieldName
 */
export function compileModifier(update: Document): Modifier {
  const steps: { name: string; apply: Apply; path: string; argument: unknown }[] = [];
  const paths: string[] = [];
  for (const [name, fields] of Object.entries(update)) {
    const apply = Object.hasOwn(UPDATE_OPERATORS, name) ? UPDATE_OPERATORS[name] : undefined;
    if (apply === undefined)
      fail(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    if (!isObject(fields))
      return fail('FailedToParse', `Modifiers operate on fields but we found another type for ${name}`);
    for (const [path, argument] of Object.entries(fields)) {
      if (path.split('.').includes(''))
        fail('EmptyFieldName', `The update path '${path}' contains an empty field name`);
      steps.push({ name, apply, path, argument });
      paths.push(path, ...(name === '$rename' && typeof argument === 'string' ? [argument] : []));
    }
  }
  checkConflicts(paths);
  return (document, positions, inserting) => {
    for (const { name, apply, path, argument } of steps) {
      if (name === '$setOnInsert' && !inserting) continue;
      for (const resolved of resolvePositions(document, path, positions)) {
        apply({ document, path: resolved, current: valueAt(document, resolved) }, argument);
      }
    }
  };
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
