import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { foldInThread } from '#projections/rebuild/threads/fold-in-thread.js';
import { everyModel } from './models.js';

/** The main module of one thread of a rebuild. */
await foldInThread({ schemas: EVENT_TYPES, everyModel });
