import { Buffer } from 'node:buffer';
import type { EventMetadata } from './envelope.js';

const TEXTS = [
  'commandId',
  'requestHash',
  'correlationId',
  'causationId',
  'occurredAt',
  'partitionKey',
  'previousHash',
] as const;

/** Whether a parsed JSON value has what every event's metadata has. Unknown members are left alone. */
export function isEventMetadata(value: unknown): value is EventMetadata {
  if (!isObject(value)) return false;
  const { actor, schemaVersion, traceparent } = value;
  return (
    TEXTS.every((name) => typeof value[name] === 'string') &&
    isObject(actor) &&
    typeof actor['kind'] === 'string' &&
    Number.isSafeInteger(schemaVersion) &&
    (traceparent === undefined || typeof traceparent === 'string')
  );
}

/** The metadata stored beside an event; undefined: not written by the event log. */
export function metadataOf({ metadata }: { readonly metadata: Uint8Array }): EventMetadata | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(metadata).toString('utf8'));
    return isEventMetadata(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
