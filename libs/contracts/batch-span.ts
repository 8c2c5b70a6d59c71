import type { Message } from '#distribution/port.js';
import { provenanceOf } from '#event-log/cloud-events.js';
import { batchContext } from '#platform/tracing/batch-context.js';
import type { SpanAttributes, SpanOptions, Tracing } from '#platform/tracing/tracing.js';

export interface BatchOfEvents {
  readonly topic: string;
  readonly messages: readonly Message[];
}

/** A batch of events, sent or processed, as a trace shows it: part of theirs if that is one, else linked to theirs. */
export function batchSpan(
  tracing: Tracing,
  kind: 'producer' | 'consumer',
  { topic, messages }: BatchOfEvents,
  attributes: SpanAttributes = {},
): SpanOptions {
  if (!tracing.on) return { kind };
  return {
    kind,
    ...batchContext(messages.map((message) => provenanceOf(message).traceparent)),
    attributes: {
      'messaging.operation.type': kind === 'producer' ? 'send' : 'process',
      'messaging.destination.name': topic,
      'messaging.batch.message_count': messages.length,
      ...attributes,
    },
  };
}
