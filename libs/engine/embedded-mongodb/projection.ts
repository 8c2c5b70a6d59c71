import { fail } from './errors.js';
import { type Expression, compileExpression } from './expressions.js';
import { isEmbeddedDocument, toNumber, truthy } from './values.js';
import type { Document } from './document.js';

/** By field: a subtree, or whether it stays. */
type Tree = Map<string, Tree | boolean>;

/**
 * A projection of find or $project: inclusion or exclusion of paths, and top-level fields that are computed.
 * undefined: the document as it is.
 * @throws CommandError BadValue; NotImplemented for the positional operator and fields computed further down
 */
export function compileProjection(spec: Document): ((document: Document) => Document) | undefined {
  const tree: Tree = new Map();
  const computed: (readonly [field: string, evaluate: Expression])[] = [];
  let including: boolean | undefined;
  for (const [path, value] of Object.entries(spec)) {
    const isComputed = typeof value !== 'boolean' && toNumber(value) === undefined;
    if (path.includes('$') || (isComputed && path.includes('.')))
      fail('NotImplemented', `the projection of '${path}' is not supported`);
    const keep = isComputed || truthy(value);
    if (path !== '_id' || isComputed) {
      if (including !== undefined && including !== keep) {
        const [one, other] = keep ? ['inclusion', 'exclusion'] : ['exclusion', 'inclusion'];
        fail('BadValue', `Cannot do ${one} on field ${path} in ${other} projection`);
      }
      including = keep;
    }
    plant(tree, path, keep && !isComputed);
    if (isComputed) computed.push([path, compileExpression(value)]);
  }
  if (tree.size === 0) return undefined;
  const inclusive = including ?? tree.get('_id') === true;
  if (inclusive && !tree.has('_id')) tree.set('_id', true);
  return (document) => {
    const projected = apply(document, tree, inclusive);
    for (const [field, evaluate] of computed) {
      const value = evaluate(document);
      if (value !== undefined) projected[field] = value;
    }
    return projected;
  };
}

function plant(tree: Tree, path: string, keep: boolean): void {
  const [field = '', ...rest] = path.split('.');
  const node = tree.get(field);
  if (rest.length === 0 ? node !== undefined : typeof node === 'boolean')
    fail('BadValue', `Path collision at ${path}`);
  if (rest.length === 0) {
    tree.set(field, keep);
    return;
  }
  const branch: Tree = node instanceof Map ? node : new Map();
  tree.set(field, branch);
  plant(branch, rest.join('.'), keep);
}

function apply(document: Document, tree: Tree, inclusive: boolean): Document {
  const projected: Document = {};
  for (const [field, value] of Object.entries(document)) {
    const node = tree.get(field) ?? !inclusive;
    const result = node instanceof Map ? descend(value, node, inclusive) : node ? value : undefined;
    if (result !== undefined) projected[field] = result;
  }
  return projected;
}

function descend(value: unknown, tree: Tree, inclusive: boolean): unknown {
  if (Array.isArray(value))
    return value
      .map((element) => descend(element, tree, inclusive))
      .filter((element) => element !== undefined);
  if (isEmbeddedDocument(value)) return apply(value, tree, inclusive);
  return inclusive ? undefined : value;
}
