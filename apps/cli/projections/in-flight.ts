import { CHECKPOINT } from '#apps/distributor/distributor.js';
import { isBehind } from '#apps/distributor/lag.js';
import type { Parts } from '#apps/composition/parts.js';
import { waiting } from '#apps/projector/observe.js';
import { DistributionError } from '#topics/port.js';

/** Whether there are events the model has yet to receive: not published, or not taken from the topic. */
export async function inFlight(
  { store, checkpoints, distribution }: Pick<Parts, 'store' | 'checkpoints' | 'distribution'>,
  model: string,
): Promise<boolean> {
  if (await isBehind(store, (await checkpoints.load(CHECKPOINT))?.position)) return true;
  try {
    return (await waiting(distribution, model)) > 0;
  } catch (error) {
    // Nothing was ever published.
    if (error instanceof DistributionError && error.code === 'unknown-topic') return false;
    throw error;
  }
}
