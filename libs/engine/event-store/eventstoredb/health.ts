import type { HealthProbe } from '#runtime/health/probe.js';
import type { Connection } from './connection.js';
import { inWords } from './explained.js';
import { Failure } from './failure.js';
import { OpenRead } from './reading.js';
import { LAST_OF_ALL } from './requests.js';

/**
 * Asks the leader for the end of the log, over the connection that everything else uses: what the service needs most,
 * a leader that knows us and lets us read $all.
 */
export function healthOf(connection: Connection, deadlineMs: number): HealthProbe {
  return {
    name: 'event-store',
    check: async () => {
      const reading = new OpenRead(connection, LAST_OF_ALL, deadlineMs, undefined);
      try {
        const [last] = await reading.next();
        connection.checkOpen();
        const position = last?.kind === 'event' ? last.event.position : 'nowhere';
        return { ok: true, detail: `the log of ${reading.peer} ends at ${position}` };
      } catch (error) {
        if (error instanceof Failure) return { ok: false, detail: inWords(error.fault, error.message) };
        throw error;
      } finally {
        reading.close();
      }
    },
  };
}
