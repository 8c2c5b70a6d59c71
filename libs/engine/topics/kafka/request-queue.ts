import { createRequire } from 'node:module';

/** Of the client's queue of requests, one for each connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Until when the broker wants no requests, milliseconds since 1970; -1: it does not mind. */
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const INTERVAL_MS = 10;

/**
 * kafkajs 2.2.4 looks whether a request is waiting by a timer that starts itself again, also when none is, and with a
 * negative delay: each connection wakes the process a thousand times a second, and Node 24 warns of it. Here it looks
 * only while one is waiting.
 */
export function mendRequestQueue(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue;
  };
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(INTERVAL_MS, this.throttledUntil - Date.now()),
    );
  };
}
