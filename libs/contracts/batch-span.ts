import type { Message } from '#topics/port.js';
import { provenanceOf } from '#event-sourcing/cloud-events.js';
import { batchContext } from '#runtime/tracing/batch-context.js';
import type { SpanAttributes, SpanOptions, Tracing } from '#runtime/tracing/tracing.js';

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
