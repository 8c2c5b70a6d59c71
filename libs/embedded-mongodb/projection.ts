import { fail } from './errors.js';
import { compileFilter, prepareFilter } from './query.js';
import { type Document, isObject, toNumber, truthy, isOperatorObject } from './values.js';

type Transform = (value: unknown) => unknown;
/** By field: a subtree, or what becomes of the value (undefined: it goes). */
type Tree = Map<string, Tree | Transform>;

const keep: Transform = (value) => value;
const remove: Transform = () => undefined;

/**
 * A find projection: inclusion or exclusion of paths, $slice and $elemMatch. undefined: the document as it is.
 * @throws CommandError NotImplemented for computed fields and the positional operator.
 */
export function compileProjection(spec: Document): ((document: Document) => Document) | undefined {
  const tree: Tree = new Map();
  let including: boolean | undefined;
  let id = true;
  for (const [path, value] of Object.entries(spec)) {
    if (path === '_id' && !isObject(value)) {
      id = truthy(value);
      continue;
    }
    if (path.split('.').includes('$')) fail('NotImplemented', 'positional projection is not supported');
    const { transform, includes } = leaf(path, value);
    if (includes !== undefined) {
      if (including !== undefined && including !== includes) {
        fail(
          'BadValue',
          `Cannot do ${includes ? 'inclusion' : 'exclusion'} on field ${path} in ${including ? 'inclusion' : 'exclusion'} projection`,
        );
      }
      including = includes;
    }
    plant(tree, path, transform);
  }
  if (tree.size === 0 && id && !('_id' in spec)) return undefined;
  const inclusive = including ?? (tree.size === 0 && id);
  if (inclusive && id) tree.set('_id', keep);
  if (!inclusive && !id) tree.set('_id', remove);
  return (document) => apply(document, tree, inclusive);
}

/** What a projection says of one path; $slice alone neither includes nor excludes the rest. */
function leaf(path: string, value: unknown): { transform: Transform; includes: boolean | undefined } {
  if (typeof value === 'boolean' || toNumber(value) !== undefined) {
    return truthy(value) ? { transform: keep, includes: true } : { transform: remove, includes: false };
  }
  if (isOperatorObject(value) && '$slice' in value)
    return { transform: slice(value['$slice']), includes: undefined };
  if (isOperatorObject(value) && '$elemMatch' in value) {
    const matches = compileFilter(prepareFilter({ array: value }));
    const first: Transform = (array) => {
      const found = Array.isArray(array)
        ? array.filter((element) => matches({ array: [element] })).slice(0, 1)
        : [];
      return found.length === 0 ? undefined : found;
    };
    return { transform: first, includes: true };
  }
  return fail(
    'NotImplemented',
    `computed field '${path}' in a find projection is not supported, use an aggregation`,
  );
}

function slice(argument: unknown): Transform {
  const [from, count] = (Array.isArray(argument) ? argument : [argument]).map(toNumber);
  if (from === undefined) return fail('BadValue', '$slice needs a number or [skip, limit]');
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (count === undefined) return from < 0 ? value.slice(from) : value.slice(0, from);
    const start = from < 0 ? Math.max(0, value.length + from) : from;
    return value.slice(start, start + count);
  };
}

function plant(tree: Tree, path: string, transform: Transform): void {
  const [field = '', ...rest] = path.split('.');
  const node = tree.get(field);
  if (rest.length === 0 ? node !== undefined : typeof node === 'function')
    fail('BadValue', `Path collision at ${path}`);
  if (rest.length === 0) {
    tree.set(field, transform);
    return;
  }
  const branch: Tree = node instanceof Map ? node : new Map();
  tree.set(field, branch);
  plant(branch, rest.join('.'), transform);
}

function apply(document: Document, tree: Tree, inclusive: boolean): Document {
  const projected: Document = {};
  for (const [field, value] of Object.entries(document)) {
    const node = tree.get(field);
    const result =
      node === undefined
        ? inclusive
          ? undefined
          : value
        : node instanceof Map
          ? descend(value, node, inclusive)
          : node(value);
    if (result !== undefined) projected[field] = result;
  }
  return projected;
}

function descend(value: unknown, tree: Tree, inclusive: boolean): unknown {
  if (Array.isArray(value))
    return value
      .map((element) => descend(element, tree, inclusive))
      .filter((element) => element !== undefined);
  if (isObject(value)) return apply(value, tree, inclusive);
  return inclusive ? undefined : value;
}
