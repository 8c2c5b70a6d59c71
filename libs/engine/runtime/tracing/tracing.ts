/** What a span is to the spans around it, in OpenTelemetry's words. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

/** Nothing personal in them, and no text of a person's. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind: SpanKind;
  /** `traceparent` of what the span is part of; undefined: it begins a trace. */
  readonly parent?: string | undefined;
  /** `traceparent`s of what it also has to do with. At most `MAX_LINKS` are kept. */
  readonly links?: readonly string[];
  readonly attributes?: SpanAttributes;
}

/** A piece of work as a trace shows it. */
export interface Span {
  /** Names the span to what it causes: for the metadata of events, for headers, for the spans below it. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** Something that happened at this moment of the span. */
  event(name: string, attributes?: SpanAttributes): void;
  /** It did not do what it was to do. */
  fail(error: unknown): void;
  end(): void;
}

/** Makes spans. One of two: `NO_TRACING`, or the one that `openTracing` opens. */
export interface Tracing {
  /** False: nothing is recorded, so there is no need to put together what would be. */
  readonly on: boolean;
  /** `name` is one of few: what differs from call to call goes into the attributes. */
  start(name: string, options: SpanOptions): Span;
  /** Sends what has not been sent yet, for a few seconds at most. */
  close(): Promise<void>;
}

/** Most links of one span: of a longer batch, the first ones. */
export const MAX_LINKS = 32;

/** Runs `work` as a span; one that rejects is a failed one. */
export async function traced<T>(
  tracing: Tracing,
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracing.start(name, options);
  try {
    return await work(span);
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}
