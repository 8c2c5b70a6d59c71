/** Where promises are kept for those who ask later: a Map or a WeakMap. */
export interface PromiseTable<Key, Value> {
  get(key: Key): Promise<Value> | undefined;
  set(key: Key, promise: Promise<Value>): unknown;
  delete(key: Key): unknown;
}

/**
 * The promise that is kept under the key, or else the one made now. A rejection is forgotten before anybody hears of it:
 * an outage must not be the answer to those who ask when it is over.
 */
export function keptUntilRejected<Key, Value>(
  table: PromiseTable<Key, Value>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  // Before the caller can listen; who asked is told by the promise itself.
  return kept(table, key, make, (made, forgetIt) => void made.catch(forgetIt));
}

/** As `keptUntilRejected`, for work that is only shared while it is under way: its result is not kept either. */
export function sharedWhileUnderWay<Key, Value>(
  table: PromiseTable<Key, Value>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  return kept(table, key, make, (made, forgetIt) => void made.then(forgetIt, forgetIt));
}

/** The one that is there, or one made now and kept; `arrange` says when it is forgotten. */
function kept<Key, Value>(
  table: PromiseTable<Key, Value>,
  key: Key,
  make: () => Promise<Value>,
  arrange: (made: Promise<Value>, forgetIt: () => void) => void,
): Promise<Value> {
  const known = table.get(key);
  if (known !== undefined) return known;
  const made = make();
  table.set(key, made);
  arrange(made, () => forget(table, key, made));
  return made;
}

/** Only the very promise: meanwhile another may have taken its place. */
function forget<Key, Value>(table: PromiseTable<Key, Value>, key: Key, promise: Promise<Value>): void {
  if (table.get(key) === promise) table.delete(key);
}

/** Something made when it is first asked for, and kept until its making fails or it is forgotten. */
export class Lazy<Value> {
  private readonly kept = new Map<'value', Promise<Value>>();

  constructor(private readonly make: () => Promise<Value>) {}

  /** @throws whatever making it throws; the next who asks has it made anew */
  get(): Promise<Value> {
    return keptUntilRejected(this.kept, 'value', this.make);
  }

  /** Without making it. */
  get current(): Promise<Value> | undefined {
    return this.kept.get('value');
  }

  forget(): void {
    this.kept.clear();
  }
}
