import type { Admin, Kafka } from 'kafkajs';
import { type BackOff, backOffMs, pause } from '#platform/back-off.js';
import { Lazy } from '#platform/shared-promise.js';
import { asDistributionError, passes } from './failure.js';

const ATTEMPTS = 6;
const BETWEEN: BackOff = { firstMs: 50, capMs: 1_000 };

/** Questions about topics and offsets, over one connection that is made when it is first needed. */
export class Administration {
  private readonly closing = new AbortController();
  private readonly connected = new Lazy(() => this.connect());

  constructor(private readonly kafka: Kafka) {}

  /**
   * Asks; and again, a few times, while the answer is one that passes by itself.
   * @throws DistributionError
   */
  async ask<T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await question(await this.connected.get());
      } catch (error) {
        if (failures === ATTEMPTS || !passes(error)) throw asDistributionError(error, what);
        await pause(backOffMs(failures, BETWEEN), this.closing.signal);
      }
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    const admin = await this.connected.current?.catch(() => undefined); // whoever asked was told
    await admin?.disconnect();
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }
}
