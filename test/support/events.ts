import type { Instant } from '#decider/brand.js';
import type { EventMetadata } from '#event-sourcing/envelope.js';
import type { EventStore, ExpectedRevision, NewEvent, Revision, StreamName } from '#event-store/port.js';

/** An event as the event log would store it, for tests of what comes after the log: only its frame is real. */
export function storedEvent(number: number, partitionKey: string, size = 0): NewEvent {
  const metadata: EventMetadata = {
    commandId: uuid(number),
    requestHash: '0'.repeat(64),
    correlationId: `correlation-${number}`,
    causationId: `causation-${number}`,
    actor: { kind: 'process-manager' },
    occurredAt: '2026-03-01T09:00:00.000Z' as Instant,
    schemaVersion: 1,
    partitionKey,
    previousHash: '0'.repeat(64),
  };
  return {
    id: uuid(number),
    type: 'ReviewClaimed',
    format: 'json',
    data: Buffer.from(JSON.stringify({ data: { number, officer: 'ش'.padEnd(size) } })),
    metadata: Buffer.from(JSON.stringify(metadata)),
  };
}

/** The stream of a case. */
export function caseStream(name: string): StreamName {
  return `application-${name}` as StreamName; // well-formed for the names of tests
}

/** Appends numbered events to cases `case-0` … `case-{cases - 1}` in turn. */
export async function appendNumbered(
  store: EventStore,
  { from = 0, count, cases = 3 }: { readonly from?: number; readonly count: number; readonly cases?: number },
): Promise<void> {
  for (let number = from; number < from + count; number += 1) {
    const name = `case-${number % cases}`;
    const revision = BigInt(Math.floor(number / cases)) - 1n;
    // Each case gets every `cases`-th number, so its revision follows from the number.
    const expected: ExpectedRevision = revision < 0n ? 'no_stream' : (revision as Revision);
    const result = await store.append(caseStream(name), expected, [storedEvent(number, name)]);
    if (result.kind === 'conflict') throw new Error(`unexpected revision ${result.actual} in ${name}`);
  }
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
