import { TraceFlags } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';

export interface SpanQueueLimits {
  /** Spans that wait to be sent; further ones are dropped. */
  readonly queue: number;
  /** Spans sent at once. */
  readonly batch: number;
  /** How long a span waits for others, milliseconds. */
  readonly lingerMs: number;
  /** How long sending may go on once the queue is shut down, milliseconds. */
  readonly stopMs: number;
}

/** Told what became of ended spans; must not throw. */
export interface SpanQueueObserver {
  sent(spans: number): void;
  /** The queue was full, or closed before they were sent. */
  dropped(spans: number): void;
  /** Given up after the exporter's own retries: the spans are lost. */
  failed(spans: number, error: unknown): void;
}

/**
 * Between the spans that end and the collector that may be slow or away: whoever ends a span never waits, memory is
 * bounded, and every span that is not sent is counted. One batch is on its way at a time.
 */
export class SpanQueue implements SpanProcessor {
  private readonly waiting: ReadableSpan[] = [];
  private sending: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly limits: SpanQueueLimits,
    private readonly observer: SpanQueueObserver,
  ) {}

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.closed || this.waiting.length >= this.limits.queue) return this.observer.dropped(1);
    this.waiting.push(span);
    if (this.waiting.length >= this.limits.batch) this.begin();
    else this.timer ??= setTimeout(() => this.begin(), this.limits.lingerMs).unref();
  }

  async forceFlush(): Promise<void> {
    this.begin();
    await this.sending;
  }

  /** Resolves after `stopMs` at the latest, whatever the collector does. */
  async shutdown(): Promise<void> {
    this.closed = true;
    let timer: NodeJS.Timeout | undefined;
    const timeIsOver = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.limits.stopMs)));
    await Promise.race([this.forceFlush().then(() => this.exporter.shutdown()), timeIsOver]);
    clearTimeout(timer);
    const left = this.waiting.splice(0).length;
    if (left > 0) this.observer.dropped(left);
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending ??= this.sendAll().finally(() => {
      this.sending = undefined;
      if (this.waiting.length >= this.limits.batch) this.begin();
    });
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) await this.send(this.waiting.splice(0, this.limits.batch));
  }

  /** Never rejects. */
  private send(spans: ReadableSpan[]): Promise<void> {
    return new Promise((resolve) => {
      this.exporter.export(spans, ({ code, error }) => {
        if (code === ExportResultCode.SUCCESS) this.observer.sent(spans.length);
        else this.observer.failed(spans.length, error);
        resolve();
      });
    });
  }
}
