import mongoose, { type Connection, type mongo } from 'mongoose';
import type { HealthProbe } from '../health/probe.js';
import { describeFailure } from './failure.js';

/** Ready while the primary answers; otherwise which host is away and why, in one line. */
export class MongoProbe implements HealthProbe {
  readonly name = 'mongodb';
  private notYet = 'not connected yet';
  private readonly away = new Map<string, string>();

  constructor(private readonly connection: Connection) {}

  /** The first connection could not be made. */
  failed(problem: string): void {
    this.notYet = problem;
  }

  /** It was made: from now on the driver watches the servers. */
  watch(client: mongo.MongoClient): void {
    client.on('serverDescriptionChanged', ({ address, newDescription: { error } }) => {
      if (error === null) this.away.delete(address);
      else this.away.set(address, `${address}: ${describeFailure(error)}`);
    });
  }

  async check() {
    if (this.connection.readyState !== mongoose.STATES.connected)
      return { ok: false, detail: [...this.away.values()].join(', ') || this.notYet };
    try {
      await this.connection.getClient().db(this.connection.name).command({ ping: 1 });
      return { ok: true, detail: 'answers' };
    } catch (error) {
      return { ok: false, detail: describeFailure(error) };
    }
  }
}
