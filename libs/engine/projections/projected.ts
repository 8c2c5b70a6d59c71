import type { Projection } from './projection.js';
import type { ReadModel } from './read-model.js';

/** A read model and how its documents come about. */
export interface Projected<Doc extends object> {
  readonly model: ReadModel<Doc>;
  readonly projection: Projection<Doc>;
}
