const MAX_DEPTH = 32;

/**
 * JSON as UTF-8 bytes, refusing whatever JSON would drop or change without a word: `undefined`, `NaN`, bigints,
 * dates, instances of classes. Keys keep the order they were written in.
 * @throws TypeError naming the place as a JSON pointer; never the value, which may be personal.
 */
export function toJsonBytes(value: object): Uint8Array {
  check(value, '', 0);
  return Buffer.from(JSON.stringify(value));
}

function check(value: unknown, at: string, depth: number): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw unstorable('a number that is not finite', at);
      return;
    case 'object':
      if (value !== null) checkMembers(value, at, depth);
      return;
    default:
      throw unstorable(typeof value, at);
  }
}

function checkMembers(value: object, at: string, depth: number): void {
  if (depth === MAX_DEPTH) throw unstorable(`nesting deeper than ${MAX_DEPTH} levels`, at);
  if (Array.isArray(value)) {
    // By index, so that a hole is seen.
    for (let i = 0; i < value.length; i += 1) check(value[i], `${at}/${i}`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unstorable('an instance of a class', at);
  for (const name in value) check(value[name as keyof typeof value], `${at}/${name}`, depth + 1); // what for-in gives is a key
}

function unstorable(what: string, at: string): TypeError {
  return new TypeError(`an event cannot hold ${what}, at ${at === '' ? '/' : at}`);
}

/** @throws SyntaxError */
export function fromJsonBytes(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}
