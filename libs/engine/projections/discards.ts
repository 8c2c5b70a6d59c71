import type { ReadModelEvent } from './discarding/events.js';
import { discardName, readModelDecider } from './discarding/read-model.js';
import type { Codec } from '#event-sourcing/codec.js';
import { streamNameOf } from '#event-sourcing/stream-name.js';
import type { EventStore } from '#event-store/port.js';
import type { Projection } from './projection.js';

type Place = { readonly stream: string; readonly revision: number | bigint };

/** Events that one version of a model leaves out: it is the fold of all the others. */
export class Discards {
  constructor(
    private readonly version: number,
    /** As `discardName` has them. */
    readonly names: ReadonlySet<string>,
  ) {}

  has({ stream, revision }: Place): boolean {
    // Nearly always there are none, and this is asked for every event.
    return this.names.size > 0 && this.names.has(discardName({ version: this.version, stream, revision }));
  }
}

export const NO_DISCARDS = new Discards(0, new Set());

/**
 * What operators have decided to leave out of the model, as the log has it at this moment.
 * @throws DecodeError, and whatever event store and key store throw
 */
export async function discardsOf(
  { name, version }: Pick<Projection<object>, 'name' | 'version'>,
  store: Pick<EventStore, 'readStream'>,
  codec: Pick<Codec, 'decode'>,
): Promise<Discards> {
  let state = readModelDecider.initialState;
  const read = await store.readStream(streamNameOf({ category: 'read-model', id: name }));
  for (const stored of read.kind === 'found' ? read.events : []) {
    const { event } = await codec.decode(stored);
    state = readModelDecider.evolve(state, event as ReadModelEvent); // a stream holds its category's events
  }
  return new Discards(version, new Set([...state.discarded].map(([name]) => name)));
}
