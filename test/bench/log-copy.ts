import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { copyLog, type CopySide, type CopyStep } from '#event-sourcing/copy/copy-log.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import { isLogStream } from '#event-catalogue/log-streams.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { openEventStoreDb } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { writeCases } from './case-log.js';
import { bareCopyRate } from './eventstoredb/bare-copy.js';
import { startDouble } from './eventstoredb/double.js';
import type { Result } from './result.js';

/** Events a second that the copying itself is promised to manage. */
const TARGET = 3_000;
/** Events that the bare client copies; it needs no more to show its rate. */
const BARE_EVENTS = 15_000;

/**
 * `hawiya log copy` from the embedded store to the double of EventStoreDB, which runs in a process of its own; and the
 * bare client copying from the same log to another double.
 */
export async function benchLogCopy({ quick }: { readonly quick: boolean }): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hawiya-bench-copy-'));
  const double = await startDouble(join(folder, 'server'));
  const other = await startDouble(join(folder, 'other-server'));
  const source = await openEmbeddedEventStore({ path: join(folder, 'event-store') });
  const keys = await openEmbeddedKeyStore({ path: join(folder, 'keys') });
  const target = openEventStoreDb({ connectionString: double.url });
  try {
    await writeCases(new EventLog(source, new Codec(keys, EVENT_TYPES)), quick ? 500 : 3_000);
    const began = performance.now();
    const stepped = new Map<CopyStep, number>();
    const from: CopySide = { store: source, isOurs: () => true, awayMs: 0 };
    const to: CopySide = { store: target, isOurs: isLogStream, awayMs: 10_000 };
    const { events } = await copyLog(from, to, {
      signal: new AbortController().signal,
      onProgress: (step) => stepped.set(step, performance.now()),
    });
    const whole = performance.now() - began;
    const copying = (stepped.get('copying') ?? 0) - (stepped.get('checking the source') ?? began);
    const rate = (ms: number) => Math.round((events / ms) * 1_000);
    const bare = await bareCopyRate(source, other.url, BARE_EVENTS);
    return [
      { name: 'log-copy.copying', value: rate(copying), unit: 'events/s', target: TARGET },
      { name: 'log-copy.copying.bare', value: bare, unit: 'events/s' },
      {
        name: 'log-copy.copying.ratio',
        value: rate(copying) / bare,
        unit: 'x',
        ratioTo: 'log-copy.copying.bare',
      },
      { name: 'log-copy.verified', value: rate(whole), unit: 'events/s' },
    ];
  } finally {
    await Promise.all([source.close(), keys.close(), target.close()]);
    await Promise.all([double.stop(), other.stop()]);
    await rm(folder, { recursive: true });
  }
}
