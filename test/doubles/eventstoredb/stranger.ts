import { pause } from '#runtime/back-off.js';
import type { Batch } from '#event-store/conformance/events.js';
import { anEvent } from '#event-store/conformance/events.js';
import { streamName } from '#event-store/validation.js';
import { keptStream } from './double/names.js';
import type { ServerDouble } from './server-double.js';

export interface Stranger {
  leave(): Promise<void>;
}

const EVERY_MS = 3;

/** Somebody else who writes to the same server, and the server itself, which keeps its statistics. */
export function startStranger(double: ServerDouble): Stranger {
  const gone = new AbortController();
  const writing = (async () => {
    for (let n = 0; !gone.signal.aborted; n += 1) {
      const batch: Batch = [anEvent(), anEvent()];
      const stream = n % 2 === 0 ? streamName(`stranger-${n}`) : keptStream(`$stats-${n}`);
      await double.log?.store.append(stream, 'no_stream', batch);
      await pause(EVERY_MS, gone.signal);
    }
  })();
  return {
    leave: async () => {
      gone.abort();
      await writing;
    },
  };
}
