import { CompressionTypes, type ICustomPartitioner, type Kafka, type Producer } from 'kafkajs';
import { DistributionError, type Message } from '../port.js';
import { partitionOf } from '../partitioner.js';
import { checkSize, messageBytes } from '../validation.js';
import { asDistributionError } from './failure.js';
import type { Topics } from './topics.js';

/** One request to the broker takes about this much at most: what a partition takes at once, in one record batch. */
const MAX_REQUEST_BYTES = 1_000_000;

export interface PublisherOptions {
  readonly compression?: 'none' | 'gzip';
  /** How long messages are gathered into one request, milliseconds (default 0: those that come while one is under way). */
  readonly lingerMs?: number;
}

interface Pending {
  readonly topic: string;
  readonly messages: readonly Message[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: DistributionError) => void;
}

/** As Kafka's Java clients choose it. */
const javaPartitioner: ICustomPartitioner =
  () =>
  ({ message: { key }, partitionMetadata }) =>
    partitionOf(String(key), partitionMetadata.length);

/**
 * Publishes in the order of the calls: one request is under way at a time, and what comes meanwhile is gathered for
 * the next. The producer is idempotent and waits for all in-sync replicas: a request it repeats is stored once.
 */
export class Publisher {
  private readonly producer: Producer;
  private connected: Promise<void> | undefined;
  private queue: Pending[] = [];
  private running: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    private readonly topics: Topics,
    private readonly options: PublisherOptions,
  ) {
    this.producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: javaPartitioner,
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
    });
  }

  /** See the port. */
  async publish(topic: string, messages: readonly Message[]): Promise<void> {
    let bytes = 0;
    for (const message of messages) {
      checkSize(message);
      bytes += messageBytes(message);
    }
    // Queued before anything is waited for: calls that are not awaited keep their order.
    await new Promise<void>((resolve, reject) => {
      this.queue.push({ topic, messages, bytes, resolve, reject });
      this.running ??= this.run();
    });
  }

  async close(): Promise<void> {
    while (this.running !== undefined) await this.running;
    if (this.connected !== undefined) await this.producer.disconnect();
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const { lingerMs = 0 } = this.options;
      if (lingerMs > 0) await new Promise((resolve) => setTimeout(resolve, lingerMs));
      const group = this.take();
      try {
        await this.send(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { topic, reject } of group) reject(asDistributionError(error, `publish to ${topic}`));
      }
    }
    this.running = undefined;
  }

  /** Calls of one topic, so that a bad topic fails only those who named it. */
  private take(): readonly Pending[] {
    const topic = this.queue[0]?.topic;
    let bytes = 0;
    let count = 0;
    for (const pending of this.queue) {
      bytes += pending.bytes;
      if (pending.topic !== topic || (count > 0 && bytes > MAX_REQUEST_BYTES)) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  private async send(group: readonly Pending[]): Promise<void> {
    const topic = group[0]?.topic ?? '';
    await this.topics.count(topic);
    this.connected ??= this.producer.connect().catch((error: unknown) => {
      this.connected = undefined;
      throw error;
    });
    await this.connected;
    for (const messages of requestsOf(group)) {
      await this.producer.send({
        topic,
        acks: -1,
        compression: this.options.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
        messages: messages.map(({ key, headers, value }) => ({
          key,
          headers: { ...headers },
          value: asBuffer(value),
        })),
      });
    }
  }
}

/** One call may hold more than a request takes. */
function* requestsOf(group: readonly Pending[]): Generator<readonly Message[]> {
  let request: Message[] = [];
  let bytes = 0;
  for (const { messages } of group) {
    for (const message of messages) {
      const size = messageBytes(message);
      if (request.length > 0 && bytes + size > MAX_REQUEST_BYTES) {
        yield request;
        [request, bytes] = [[], 0];
      }
      request.push(message);
      bytes += size;
    }
  }
  if (request.length > 0) yield request;
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
