import { Counter, type Registry } from 'prom-client';
import type { Codec } from '#event-log/codec.js';
import { EventLog } from '#event-log/event-log.js';
import type { EventStore } from '#event-store/port.js';
import type { Configuration } from '#platform/configuration/configuration.js';
import { secretFromFile } from '#platform/files/secret-file.js';
import { Subjects } from '#use-cases/subjects.js';

/** The event log, with what it does counted on `/metrics`. */
export function eventLog(
  { store, codec }: { readonly store: EventStore; readonly codec: Codec },
  metrics: Registry,
) {
  const counter = (name: string, help: string) =>
    new Counter({ name: `hawiya_log_${name}_total`, help, labelNames: ['category'], registers: [metrics] });
  const conflicts = counter('conflicts', 'Commands decided again because another writer was first');
  const retries = counter(
    'retries',
    'Appends sent again because the store did not say whether it had stored them',
  );
  const repeated = counter('repeated', 'Commands recognised as carried out before');
  const reads = counter('reads', 'Commands whose stream had to be read');
  return new EventLog(store, codec, {
    observer: {
      conflict: (category) => conflicts.inc({ category }),
      retry: (category) => retries.inc({ category }),
      repeated: (category) => repeated.inc({ category }),
      lookedUp: (category, where) => (where === 'store' ? reads.inc({ category }) : undefined),
    },
  });
}

/** Names people under the configured secret, or one made once and kept in the file. */
export function subjects({ subjectSecret }: Configuration, file: string): Subjects {
  return new Subjects(subjectSecret === undefined ? secretFromFile(file) : Buffer.from(subjectSecret, 'hex'));
}
