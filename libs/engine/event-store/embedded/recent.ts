/**
 * A map that forgets what was not set for long: between one and two times `limit` entries. Two maps in turn, because
 * keeping one in order of use costs more than it saves here.
 */
export class Recent<K, V> {
  private fresh = new Map<K, V>();
  private old = new Map<K, V>();

  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    return this.fresh.get(key) ?? this.old.get(key);
  }

  set(key: K, value: V): void {
    this.fresh.set(key, value);
    if (this.fresh.size < this.limit) return;
    this.old = this.fresh;
    this.fresh = new Map();
  }
}
