import { CHECKPOINT } from '#apps/distributor/distributor.js';
import type { CheckpointStore } from '#apps/distributor/checkpoint-store.js';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { disagreementOf } from '#event-sourcing/identity/kept-position.js';
import type { EventStore } from '#event-store/port.js';

export interface KeptPositionsDependencies {
  readonly store: Pick<EventStore, 'readStream' | 'lastPosition'>;
  readonly checkpoints: CheckpointStore;
}

/**
 * The place in the log that the distributor goes on from. It says of itself which log it is of at its next save; one of
 * the former release, which does not, is adopted.
 */
export function keptPositions({ store, checkpoints }: KeptPositionsDependencies): DerivedPart {
  return {
    async disagrees(log) {
      const kept = await checkpoints.load(CHECKPOINT);
      const against = kept && (await disagreementOf(store, kept, log));
      return against && `the checkpoint ${kept.position} of the distributor ${against}`;
    },
    record: () => Promise.resolve(),
    reset: () => checkpoints.clear(),
  };
}
