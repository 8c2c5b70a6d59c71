import type { FoldedDocument, TraceOrigin, PoisonReason } from './folder.js';

/** Told everything the run-time does and does not fold, and why: nothing is skipped in silence. Must not throw. */
export interface ProjectorObserver {
  /** Events of streams this model does not read. */
  otherStreams(events: number): void;
  /** A document was folded and, if that changed it, stored. */
  folded(
    result: Pick<FoldedDocument<object>, 'applied' | 'repeated' | 'healed' | 'unknown' | 'discarded'>,
  ): void;
  /** Events were queued behind a parked key. */
  waiting(key: string, events: number): void;
  /** `origin`: of the event that could not be folded. */
  parked(key: string, reason: PoisonReason, message: string, origin: TraceOrigin): void;
  released(key: string): void;
  /** Another projector wrote these documents first; they are folded again. */
  lostRace(documents: number): void;
  rebuilt(report: { readonly events: number; readonly seconds: number }): void;
}

/** For those who look at the outcome instead. */
export const UNOBSERVED: ProjectorObserver = {
  otherStreams: () => undefined,
  folded: () => undefined,
  waiting: () => undefined,
  parked: () => undefined,
  released: () => undefined,
  lostRace: () => undefined,
  rebuilt: () => undefined,
};
