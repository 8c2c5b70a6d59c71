import type { DomainEvent } from '#decider/decider.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import type { Position, Revision, StreamName } from '#event-store/port.js';
import type { Projection } from '#projections/projection.js';
import { applicationId, at, credentialId } from '#domain/testing/case-events.js';

/** Events as one case's streams would hold them: each in the stream of its category, counted from 0. */
export function enveloped(events: readonly DomainEvent[], id: string = applicationId): readonly Envelope[] {
  const revisions = new Map<string, bigint>();
  return events.map((event, i) => {
    const category = categoryOf(event.type);
    const revision = (revisions.get(category) ?? -1n) + 1n;
    revisions.set(category, revision);
    return {
      event,
      id: `e-${i}`,
      stream: `${category}-${category === 'credential' ? credentialId : id}` as StreamName,
      revision: revision as Revision,
      position: BigInt(i) as Position,
      metadata: {
        commandId: 'c',
        requestHash: 'h',
        correlationId: 'c',
        causationId: 'c',
        previousHash: 'p',
        actor: { kind: 'process-manager' },
        occurredAt: at(i),
        schemaVersion: 1,
        partitionKey: id,
      },
    };
  });
}

/** The document after these events, from nothing. */
export function foldAll<Doc extends object>(
  projection: Projection<Doc>,
  envelopes: readonly Envelope[],
): Doc | null {
  return envelopes.reduce<Doc | null>(
    (document, envelope) => projection.fold(frozen(document), envelope),
    null,
  );
}

export function given<Doc extends object>(
  projection: Projection<Doc>,
  ...events: readonly DomainEvent[]
): Doc | null {
  return foldAll(projection, enveloped(events));
}

export function categoryOf(type: string): string {
  const known = EVENT_TYPES[type as keyof typeof EVENT_TYPES]; // undefined for what is no type
  return known?.category ?? 'application';
}

/** A fold that changed what it was given would fail on it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
