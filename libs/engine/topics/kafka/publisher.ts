import { CompressionTypes, type ICustomPartitioner, type Kafka, type Producer } from 'kafkajs';
import { Coalescer } from '#runtime/coalescer.js';
import { inTime } from '#runtime/in-time.js';
import { Lazy } from '#runtime/shared-promise.js';
import { partitionOf } from '../partitioner.js';
import { DistributionError, type Message } from '../port.js';
import { checkSize } from '../validation.js';
import { asDistributionError } from './failure.js';
import { requestsOf, type Sized } from './requests.js';
import type { Topics } from './topics.js';

export interface PublisherOptions {
  /** Of a request's messages, together (default none). A request has 1 MB at most before it is compressed. */
  readonly compression?: 'none' | 'gzip';
  /** How long messages are gathered into one request, milliseconds (default 0: those that come while one is under way). */
  readonly lingerMs?: number;
  /**
   * A request that was neither stored nor refused for so long is given up, milliseconds (default 60,000): longer than the
   * client's own attempts take. Nothing is known to be lost sight of any more (`connection.ts`); should it be, it is not
   * waited for for ever.
   */
  readonly publishTimeoutMs?: number;
}

interface Call {
  readonly topic: string;
  readonly messages: readonly Sized[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: DistributionError) => void;
}

/** Calls that are gathered into one request take no more than this. */
const GATHERED_BYTES = 1_000_000;
const PUBLISH_TIMEOUT_MS = 60_000;

/** Every message says its partition. */
const given: ICustomPartitioner =
  () =>
  ({ message: { partition = 0 } }) =>
    partition;

/**
 * Publishes in the order of the calls: one request is under way at a time, and what comes meanwhile is gathered for
 * the next. The producer is idempotent and waits for all in-sync replicas: a request it repeats is stored once.
 */
export class Publisher {
  private readonly calls: Coalescer<Call>;
  private readonly producer = new Lazy(() => this.connect());
  private readonly timeoutMs: number;

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: Pick<Topics, 'count' | 'forget'>,
    private readonly options: PublisherOptions,
  ) {
    this.timeoutMs = options.publishTimeoutMs ?? PUBLISH_TIMEOUT_MS;
    this.calls = new Coalescer((calls) => this.deliver(calls), {
      maxBytes: GATHERED_BYTES,
      lingerMs: options.lingerMs ?? 0,
      // A bad topic fails only those who named it.
      alike: (first, call) => call.topic === first.topic,
    });
  }

  /** See the port. */
  async publish(topic: string, messages: readonly Message[]): Promise<void> {
    let bytes = 0;
    const sized = messages.map((message) => {
      const size = checkSize(message);
      bytes += size;
      return { message, bytes: size };
    });
    // Queued before anything is waited for: calls that are not awaited keep their order.
    await new Promise<void>((resolve, reject) => {
      this.calls.add({ topic, messages: sized, bytes, resolve, reject });
    });
  }

  async close(): Promise<void> {
    await this.calls.idle();
    const producer = await this.producer.current?.catch(() => undefined); // whoever published was told
    await producer?.disconnect();
  }

  private async deliver(calls: readonly Call[]): Promise<void> {
    const topic = calls[0]?.topic ?? '';
    try {
      const partitions = await this.topics.count(topic);
      const messages =
        calls.length === 1 ? (calls[0]?.messages ?? []) : calls.flatMap((call) => call.messages);
      for (const request of requestsOf(messages)) {
        if (calls.length === 1) await this.store(topic, partitions, request);
        else await this.send(topic, partitions, request);
      }
    } catch (error) {
      const failure = asDistributionError(error, `publish to ${topic}`);
      if (failure.code === 'unknown-topic') this.topics.forget(topic);
      // The broker does not say whose message was too large.
      if (failure.code === 'too-large' && calls.length > 1)
        for (const call of calls) await this.deliver([call]);
      else for (const { reject } of calls) reject(failure);
      return;
    }
    for (const { resolve } of calls) resolve();
  }

  /** A topic may take less at once than we send: then half of it. @throws what the client throws */
  private async store(topic: string, partitions: number, messages: readonly Message[]): Promise<void> {
    try {
      await this.send(topic, partitions, messages);
    } catch (error) {
      if (messages.length === 1 || asDistributionError(error, topic).code !== 'too-large') throw error;
      const half = Math.ceil(messages.length / 2);
      await this.store(topic, partitions, messages.slice(0, half));
      await this.store(topic, partitions, messages.slice(half));
    }
  }

  private async send(topic: string, partitions: number, messages: readonly Message[]): Promise<void> {
    const producer = await this.producer.get();
    const sent = new Set<number>();
    try {
      const storing = producer.send({
        topic,
        acks: -1,
        compression: this.options.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
        messages: messages.map(({ key, headers, value }) => {
          const partition = partitionOf(key, partitions);
          sent.add(partition);
          return { key, partition, headers: { ...headers }, value: asBuffer(value) };
        }),
      });
      const stored = await inTime(storing, this.timeoutMs);
      // When a partition's leader moves to a broker that has answered for its own ones already, the client takes that
      // for an answer, and the partition is not sent again.
      if (stored.length < sent.size)
        throw new Error(`${sent.size - stored.length} partitions did not answer`);
    } catch (error) {
      this.replace(producer);
      throw error;
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: given,
    });
    try {
      await inTime(producer.connect(), this.timeoutMs);
      return producer;
    } catch (error) {
      this.replace(producer);
      throw error;
    }
  }

  /**
   * After a failed request the client gives its sequence numbers to the next one. If the broker has stored the first,
   * it would take the second for a repetition, and acknowledge it without storing it: so they are used by nobody.
   */
  private replace(producer: Producer): void {
    this.producer.forget();
    producer.disconnect().catch(() => undefined); // it is not heard of any more
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
