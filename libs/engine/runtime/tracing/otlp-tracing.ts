import { randomUUID } from 'node:crypto';
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  type SpanContext,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { mask } from '../logging/mask.js';
import { messageOf } from '../message-of.js';
import { SpanQueue, type SpanQueueLimits, type SpanQueueObserver } from './span-queue.js';
import { MAX_LINKS, type Span, type SpanAttributes, type SpanOptions, type Tracing } from './tracing.js';

export interface OtlpOptions {
  /** Base address of the collector, e.g. `http://127.0.0.1:4318`. */
  readonly url: string;
  /** `service.name` of every span. */
  readonly service: string;
  readonly limits?: Partial<SpanQueueLimits>;
  readonly observer: SpanQueueObserver;
}

const LIMITS: SpanQueueLimits = { queue: 4_096, batch: 512, lingerMs: 1_000, stopMs: 2_000 };

/** How long one batch may take with all its retries, milliseconds. */
const EXPORT_MS = 5_000;

/** Longest attribute, in characters. */
const MAX_ATTRIBUTE = 256;

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * Spans as OpenTelemetry's SDK makes them, sent as OTLP over HTTP. Nothing global is set: two services in one process
 * do not meet. Further choices (sampling, headers for the collector) are OpenTelemetry's own variables, `OTEL_…`.
 */
export function otlpTracing({ url, service, limits, observer }: OtlpOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_MS,
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': service, 'service.instance.id': randomUUID() }),
    ),
    spanLimits: { linkCountLimit: MAX_LINKS, attributeValueLengthLimit: MAX_ATTRIBUTE },
    spanProcessors: [new SpanQueue(exporter, { ...LIMITS, ...limits }, observer)],
  });
  const tracer = provider.getTracer('hawiya');
  return {
    on: true,
    start: (name, options) => new RecordedSpan(started(tracer, name, options)),
    close: () => provider.shutdown(),
  };
}

function started(
  tracer: Tracer,
  name: string,
  { kind, parent, links = [], attributes = {} }: SpanOptions,
): OtelSpan {
  const options = { kind: KINDS[kind], attributes, links: links.slice(0, MAX_LINKS).map(linkTo) };
  return tracer.startSpan(name, options, contextOf(parent));
}

/** Between `traceparent`s, which travel with commands and events, and OpenTelemetry's own contexts, which do not. */
function contextOf(parent: string | undefined): Context {
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
}

const linkTo = (traceparent: string): Link => ({ context: spanContextOf(traceparent) });

function spanContextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

class RecordedSpan implements Span {
  readonly traceparent: string;

  constructor(private readonly span: OtelSpan) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  event(name: string, attributes: SpanAttributes = {}): void {
    this.span.addEvent(name, attributes);
  }

  fail(error: unknown): void {
    this.span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
    const message = mask(messageOf(error)).slice(0, MAX_ATTRIBUTE);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message });
  }

  end(): void {
    this.span.end();
  }
}
