import type { Connection } from 'mongoose';
import type { DerivedPart } from '#event-sourcing/identity/belonging.js';
import { disagreementOf } from '#event-sourcing/identity/kept-position.js';
import type { EventStore, Position } from '#event-store/port.js';
import { rebuildPlaceOf, REBUILDS, type UnderWay } from '#projections/rebuild/rebuild-state.js';
import { type ModelState, READ_MODELS } from '#projections/progress.js';

export interface ModelPositionsDependencies {
  readonly store: Pick<EventStore, 'readStream' | 'lastPosition'>;
  readonly connection: Connection;
}

/**
 * How far the read models have come, and the rebuilds that are under way, which are taken up again there. Which log they
 * are of says the record of their database, which begins them anew as well.
 */
export function modelPositions({ store, connection }: ModelPositionsDependencies): DerivedPart {
  return {
    async disagrees(log) {
      for await (const underWay of connection.collection<UnderWay>(REBUILDS.name).find()) {
        const { position, last } = rebuildPlaceOf(underWay);
        const against = position && (await disagreementOf(store, { position, last }, log));
        if (against) return `the position ${position} of the rebuild of ${underWay._id} ${against}`;
      }
      for await (const { _id, position } of connection.collection<ModelState>(READ_MODELS.name).find()) {
        if (position === undefined) continue;
        const at = BigInt(position) as Position; // as Progress wrote it
        const against = await disagreementOf(store, { position: at }, log);
        if (against !== undefined) return `the position ${at} of the read model ${_id} ${against}`;
      }
      return undefined;
    },
    record: () => Promise.resolve(),
    reset: () => Promise.resolve(),
  };
}
