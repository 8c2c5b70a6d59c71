/** Methods that go through, or copy, all of what they are called on. */
const THROUGH = [
  'concat',
  'filter',
  'flatMap',
  'map',
  'slice',
  'sort',
  'toSorted',
  'toReversed',
  'join',
] as const;
/** Methods that may end before. */
const SEARCHING = [
  'every',
  'find',
  'findIndex',
  'findLast',
  'forEach',
  'includes',
  'indexOf',
  'reduce',
  'some',
] as const;

type Method = (this: unknown, ...given: unknown[]) => unknown;

/**
 * How many elements of arrays and maps `work` touches: copied, gone through, written. It is what a fold's cost is made
 * of, counted instead of timed. Synchronous work only; nothing else runs meanwhile.
 */
export function touchedBy(work: () => void): number {
  let touched = 0;
  const undo: (() => void)[] = [];
  const replace = (of: object, name: PropertyKey, counted: (original: Method) => Method) => {
    const before = Object.getOwnPropertyDescriptor(of, name);
    if (typeof before?.value !== 'function') throw new TypeError(`${String(name)} is no method`);
    Object.defineProperty(of, name, { ...before, value: counted(before.value as Method) });
    undo.push(() => Object.defineProperty(of, name, before));
  };
  for (const name of [...THROUGH, ...SEARCHING]) {
    replace(
      Array.prototype,
      name,
      (original) =>
        function (this: unknown, ...given) {
          touched += (this as readonly unknown[]).length;
          return original.apply(this, given);
        },
    );
  }
  for (const name of ['set', 'get', 'has']) {
    replace(
      Map.prototype,
      name,
      (original) =>
        function (this: unknown, ...given) {
          touched += 1;
          return original.apply(this, given);
        },
    );
  }
  for (const iterable of [Array.prototype, Map.prototype, Set.prototype]) {
    replace(
      iterable,
      Symbol.iterator,
      (original) =>
        function (this: unknown) {
          const iterator = original.call(this) as Iterator<unknown>;
          const next = iterator.next.bind(iterator);
          return {
            [Symbol.iterator]() {
              return this;
            },
            next: () => {
              touched += 1;
              return next();
            },
          };
        },
    );
  }
  try {
    // What was touched so far is our own.
    touched = 0;
    work();
    return touched;
  } finally {
    for (const one of undo.toReversed()) one();
  }
}
