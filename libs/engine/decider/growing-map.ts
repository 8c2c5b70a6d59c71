interface Entry<V> {
  readonly place: number;
  readonly value: V;
}

/**
 * A map for states that only gain entries: `with` gives a new map and leaves the old one as it was, without copying
 * what is in it. Maps that grew from each other share one table, and each looks no further than its own size; one that
 * others have gone on from copies when it goes on itself, so that they stay apart. Folding n events takes n steps.
 */
export class GrowingMap<K, V> implements Iterable<readonly [K, V]> {
  /** Entries; their order is that of their first coming. */
  readonly size: number;
  readonly #table: Map<K, Entry<V>>;

  private constructor(table: Map<K, Entry<V>>, size: number) {
    this.#table = table;
    this.size = size;
  }

  static of<K, V>(entries: Iterable<readonly [K, V]> = []): GrowingMap<K, V> {
    const table = new Map<K, Entry<V>>();
    for (const [key, value] of entries) table.set(key, { place: table.get(key)?.place ?? table.size, value });
    return new GrowingMap(table, table.size);
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  /** With one entry more; an entry there is already is replaced in its place, at the price of a copy. */
  with(key: K, value: V): GrowingMap<K, V> {
    const replaced = this.#find(key);
    const last = this.#table.size === this.size;
    // A table of nothing would be everybody's.
    const table = this.size > 0 && last && replaced === undefined ? this.#table : this.#copy();
    table.set(key, { place: replaced?.place ?? this.size, value });
    return new GrowingMap(table, replaced === undefined ? this.size + 1 : this.size);
  }

  *[Symbol.iterator](): Generator<readonly [K, V], void, undefined> {
    let left = this.size;
    for (const [key, { value }] of this.#table) {
      if (left === 0) return;
      left -= 1;
      yield [key, value];
    }
  }

  /** In the order of their first coming. */
  values(): readonly V[] {
    const values: V[] = [];
    for (const { value } of this.#table.values()) {
      if (values.length === this.size) break;
      values.push(value);
    }
    return values;
  }

  #find(key: K): Entry<V> | undefined {
    const entry = this.#table.get(key);
    return entry !== undefined && entry.place < this.size ? entry : undefined;
  }

  #copy(): Map<K, Entry<V>> {
    const copy = new Map<K, Entry<V>>();
    for (const [key, entry] of this.#table) {
      if (copy.size === this.size) break;
      copy.set(key, entry);
    }
    return copy;
  }
}
