import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import { ERASED_KEYS_APPLIED } from './erasures/erased-keys-applied.js';
import { ERASURE_NOTICES } from './erasures/erasure-notices.js';
import { ERASURES } from './erasures/register.js';
import { everyModel } from './models.js';
import { REBUILDS } from '#projections/rebuild/rebuild-state.js';
import { REFOLDED } from '#projections/rebuild/refolded.js';
import { PARKED } from '#projections/parked-keys.js';
import { READ_MODELS } from '#projections/progress.js';

/** Of every read model, and of what keeps them. */
export const READ_SIDE_COLLECTIONS: readonly DeclaredCollection[] = [
  ...everyModel(({ model }) => model.declared),
  PARKED,
  READ_MODELS,
  REBUILDS,
  REFOLDED,
  ERASURES,
  ERASED_KEYS_APPLIED,
  ERASURE_NOTICES,
];
