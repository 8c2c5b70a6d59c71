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

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
