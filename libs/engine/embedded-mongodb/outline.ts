import { onDemand } from 'bson';

/** The paths of a document that somebody looks at, as a tree by field: `whole` is all that is below. */
export interface Outline extends ReadonlyMap<string, Outline | 'whole'> {}

/** Of dotted paths. */
export function outlineOf(paths: Iterable<string>): Outline {
  const outline: Growing = new Map();
  for (const path of paths) {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    let at: Growing | undefined = outline;
    for (const part of parts) at = at && below(at, part);
    at?.set(last, 'whole');
  }
  return outline;
}

interface Growing extends Map<string, Growing | 'whole'> {}

/** Undefined: all of it is looked at already. */
function below(outline: Growing, part: string): Growing | undefined {
  const known = outline.get(part);
  if (known === 'whole') return undefined;
  const deeper: Growing = known ?? new Map();
  outline.set(part, deeper);
  return deeper;
}

const EMBEDDED_DOCUMENT = 3;

/**
 * What an outline says of a document, in bytes: a document of its own. Everything else is stepped over. An array on the
 * way is taken whole, because a path leads through each of its elements.
 */
export function outlined(bytes: Buffer, outline: Outline): Buffer {
  const parts: Buffer[] = [];
  for (const [type, nameAt, nameLength, valueAt, valueLength] of onDemand.parseToElements(bytes)) {
    const wanted = outline.get(bytes.toString('utf8', nameAt, nameAt + nameLength));
    if (wanted === undefined) continue;
    const start = nameAt - 1; // the byte that tells its type
    const end = valueAt + valueLength;
    if (wanted === 'whole' || type !== EMBEDDED_DOCUMENT) parts.push(bytes.subarray(start, end));
    else parts.push(bytes.subarray(start, valueAt), outlined(bytes.subarray(valueAt, end), wanted));
  }
  return documentOf(parts);
}

/** An embedded document under a top-level field, in bytes; undefined if there is none. */
export function embeddedIn(bytes: Buffer, name: string): Buffer | undefined {
  for (const [type, nameAt, nameLength, valueAt, valueLength] of onDemand.parseToElements(bytes)) {
    if (type === EMBEDDED_DOCUMENT && bytes.toString('utf8', nameAt, nameAt + nameLength) === name)
      return bytes.subarray(valueAt, valueAt + valueLength);
  }
  return undefined;
}

/** A document of these elements, or pieces of elements, one after the other. */
export function documentOf(elements: readonly Buffer[]): Buffer {
  const length = elements.reduce((sum, { length }) => sum + length, 5);
  const size = Buffer.allocUnsafe(4);
  size.writeInt32LE(length);
  return Buffer.concat([size, ...elements, Buffer.alloc(1)], length);
}
