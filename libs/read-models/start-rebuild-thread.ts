import { startThread } from '#projections/rebuild/threads/threaded-build.js';

/** Starts a thread of a rebuild of our read models: the compiled module beside this one. */
export const startRebuildThread = startThread(new URL('./rebuild-thread.js', import.meta.url));
