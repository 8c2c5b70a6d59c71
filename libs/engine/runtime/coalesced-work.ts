import { Coalescer } from './coalescer.js';

interface Waiting<Item> {
  readonly bytes: number;
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Work on items of many at the same time: what comes while some are worked on is worked on together, next. */
export class CoalescedWork<Item> {
  private readonly groups: Coalescer<Waiting<Item>>;

  /** `bytesOf` limits a group, see Coalescer; default: nothing does. */
  constructor(
    work: (items: readonly Item[]) => Promise<unknown>,
    private readonly bytesOf: (item: Item) => number = () => 0,
  ) {
    this.groups = new Coalescer(async (group) => {
      try {
        await work(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    });
  }

  /** Resolves when it is done. @throws what the work on its group threw: all in it fail together */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.groups.add({ bytes: this.bytesOf(item), item, resolve, reject });
    });
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.groups.idle();
  }
}
