import mongoose, { type Connection } from 'mongoose';
import type { HealthProbe } from '../health/probe.js';
import { describeFailure } from './failure.js';

/** Ready while the primary answers; otherwise which host is away, and why, in one line. */
export function mongoProbe(connection: Connection): HealthProbe {
  const problems = new Map<string, string>();
  connection.getClient().on('serverDescriptionChanged', ({ address, newDescription: { error } }) => {
    if (error === null) problems.delete(address);
    else problems.set(address, `${address}: ${describeFailure(error)}`);
  });
  return {
    name: 'mongodb',
    async check() {
      const known = [...problems.values()].join(', ');
      if (connection.readyState !== mongoose.ConnectionStates.connected && known !== '')
        return { ok: false, detail: known };
      try {
        await connection.getClient().db(connection.name).command({ ping: 1 });
        return { ok: true, detail: 'answers' };
      } catch (error) {
        return { ok: false, detail: describeFailure(error) };
      }
    },
  };
}
