import type { Instant } from '#decider/brand.js';
import { GrowingMap } from '#decider/growing-map.js';
import { refuse, unreachable, type Decider, type Decision } from '#decider/decider.js';
import type { ReadModelEvent } from './events.js';

/**
 * What operators decided about one read model. It is in the log because a rebuild has to know it, and because it has
 * to be known afterwards who left out what, and why. Stream: `read-model-{name}`.
 */
export interface ReadModelState {
  /** Events left out, each as `discardName` has it. */
  readonly discarded: GrowingMap<string, true>;
}

export type ReadModelRefusalCode = 'key-not-parked' | 'another-event-at-fault';

/** Names an event that one version of a model leaves out. */
export function discardName(of: {
  readonly version: number;
  readonly stream: string;
  readonly revision: number | bigint;
}): string {
  return `v${of.version} ${of.stream}@${of.revision}`;
}

export const readModelDecider: Decider<ReadModelState, ReadModelEvent> = {
  initialState: { discarded: GrowingMap.of() },
  evolve: (state, event) => {
    switch (event.type) {
      case 'EventDiscarded':
        return { discarded: state.discarded.with(discardName(event.data), true) };
      case 'MessageDiscarded':
        return state;
      default:
        return unreachable(event);
    }
  },
};

/** What an operator wants left out, as they saw it; null: no event, but a message that was none of ours or a deadline. */
export type WantedDiscard = { readonly stream: string; readonly revision: number } | null;

/** What a key is parked for. */
export type AtFault =
  | {
      readonly stream: string;
      readonly revision: number;
      readonly eventId: string;
      readonly eventType: string;
    }
  | 'unreadable-message'
  /** Of the process manager's: it cannot be carried out. The key names it. */
  | 'deadline';

export interface Discard {
  readonly model: string;
  readonly version: number;
  readonly key: string;
  readonly wanted: WantedDiscard;
  /** Undefined: the key is not parked. */
  readonly atFault: AtFault | undefined;
  readonly reason: string;
  readonly at: Instant;
}

/** Leaves out exactly the event that holds its key up, and only if it is the one the operator has looked at. */
export function decideDiscard(
  state: ReadModelState,
  { model, version, key, wanted, atFault, reason, at }: Discard,
): Decision<ReadModelEvent, ReadModelRefusalCode> {
  if (wanted !== null && state.discarded.has(discardName({ version, ...wanted }))) return [];
  if (atFault === undefined) return refuse('key-not-parked');
  if (atFault === 'unreadable-message' || atFault === 'deadline') {
    if (wanted !== null) return refuse('another-event-at-fault');
    return [{ type: 'MessageDiscarded', data: { model, key, reason, discardedAt: at } }];
  }
  const { stream, revision, eventId, eventType } = atFault;
  if (wanted?.stream !== stream || wanted.revision !== revision) return refuse('another-event-at-fault');
  const what = { stream, revision, eventId, eventType };
  return [{ type: 'EventDiscarded', data: { model, version, key, ...what, reason, discardedAt: at } }];
}
