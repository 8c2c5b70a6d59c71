import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Counter, type Registry } from 'prom-client';
import type { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { categoryOf } from '#event-catalogue/log-streams.js';
import { COMMAND_OUTCOMES, type EventLogObserver } from '#event-sourcing/observer.js';
import type { EventStore } from '#event-store/port.js';
import type { Configuration } from '#configuration/configuration.js';
import { secretFromFile } from '#runtime/files/secret-file.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import { durations } from '#runtime/metrics/durations.js';
import type { Tracing } from '#runtime/tracing/tracing.js';

/** How long what is personal in a state may be in memory after another process erased it, milliseconds. */
const ELSEWHERE_ERASED_MS = 60_000;

export interface EventLogDependencies {
  readonly configuration: Pick<Configuration, 'mongoUrl' | 'eventStoreUrl'>;
  readonly parts: { readonly store: EventStore; readonly codec: Codec };
  readonly metrics: Registry;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/** The event log, with what it does in the figures, in the traces and, at the level debug, in the log. */
export function eventLog({ configuration, parts, metrics, logger, tracing }: EventLogDependencies): EventLog {
  const { store, codec } = parts;
  // Alone, this process hears of every erasure itself.
  const warm = configuration.mongoUrl === undefined ? {} : { maxAgeMs: ELSEWHERE_ERASED_MS };
  // Whoever holds the lock of the embedded store's folder is the only one who writes to it.
  const alone = configuration.eventStoreUrl === undefined;
  return new EventLog(store, codec, { warm, alone, observer: observer(metrics, logger), tracing });
}

function observer(metrics: Registry, logger: Logger): EventLogObserver {
  const counter = (name: string, help: string) =>
    new Counter({ name: `hawiya_log_${name}_total`, help, labelNames: ['category'], registers: [metrics] });
  const conflicts = counter('conflicts', 'Commands decided again because another writer was first');
  const retries = counter(
    'retries',
    'Appends sent again because the store did not say whether it had stored them',
  );
  const reads = counter('reads', 'Reads of streams that the store was asked for');
  const commands = new Counter({
    name: 'hawiya_log_commands_total',
    help: 'Commands by stream category and what they came to',
    labelNames: ['category', 'outcome'],
    registers: [metrics],
  });
  const answered = durations(metrics, {
    name: 'hawiya_log_append_duration_seconds',
    help: "Time from sending an append to the store's answer, retries included",
    labels: ['category'],
  });
  // A series that begins with its first event hides that event from `increase()`.
  for (const { category } of Object.values(EVENT_TYPES)) {
    for (const one of [conflicts, retries, reads]) one.inc({ category }, 0);
    for (const outcome of COMMAND_OUTCOMES) commands.inc({ category, outcome }, 0);
  }
  return {
    conflict: (category) => conflicts.inc({ category }),
    retry: (category) => retries.inc({ category }),
    read: (stream) => reads.inc({ category: categoryOf(stream) ?? 'unknown' }),
    answered: (category, seconds) => answered([category], seconds),
    ended: ({ category, stream, command, outcome, attempts }) => {
      commands.inc({ category, outcome });
      const { commandId } = command;
      if (logger.isLevelEnabled('debug'))
        logger.debug({ stream, outcome, attempts, commandId, ...originOf(command) }, 'command carried out');
    },
  };
}

/** What people are named with: the configured secret, or one made once and kept beside the embedded keys. */
export function subjectSecret({
  subjectSecret,
  data,
}: Pick<Configuration, 'subjectSecret' | 'data'>): Uint8Array {
  if (subjectSecret !== undefined) return Buffer.from(subjectSecret, 'hex');
  const file = join(data, 'keys', 'subject.secret');
  // The folder is the embedded key store's, which may not be in use.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return secretFromFile(file);
}
