import type { Visibility, Watch, Watchable } from './visibility.js';

/** Tells readers of this process about this process's writes. */
export class InProcessVisibility implements Visibility {
  private readonly listeners = new Map<string, Set<() => void>>();

  watch({ name }: Watchable, id: string): Watch {
    const place = `${name}/${id}`;
    let pending = false;
    let closed = false;
    let wake: (() => void) | undefined;
    const written = () => {
      pending = true;
      wake?.();
    };
    const at = this.listeners.get(place) ?? new Set();
    this.listeners.set(place, at.add(written));
    return {
      next: async (ms) => {
        if (!pending && !closed) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ms);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          wake = undefined;
        }
        pending = false;
      },
      close: () => {
        closed = true;
        wake?.();
        at.delete(written);
        if (at.size === 0 && this.listeners.get(place) === at) this.listeners.delete(place);
      },
    };
  }

  /** After a write of this document became visible. */
  written(model: string, id: string): void {
    for (const listener of this.listeners.get(`${model}/${id}`) ?? []) listener();
  }
}
