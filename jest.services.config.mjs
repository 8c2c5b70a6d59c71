import { existsSync } from 'node:fs';
import config from './jest.config.mjs';

/**
 * Suites that run on a server too, by the variable that tells its address; `npm test` and `npm run test:slow` run them
 * on the embedded driver. To enrol a suite, add its line.
 */
export const ENROLLED = {
  MONGO_URL: [
    'apps/composition/collections.spec.ts',
    'apps/distributor/checkpoint-store.spec.ts',
    'apps/distributor/turn.spec.ts',
    'apps/process-manager/deadlines/deadlines.spec.ts',
    'apps/process-manager/process-manager.spec.ts',
    'apps/projector/projector.module.spec.ts',
    'libs/engine/embedded-mongodb/conformance/catalogue.spec.ts',
    'libs/engine/embedded-mongodb/conformance/crud.spec.ts',
    'libs/engine/embedded-mongodb/conformance/cursors.spec.ts',
    'libs/engine/embedded-mongodb/conformance/indexes.spec.ts',
    'libs/engine/embedded-mongodb/conformance/limits.spec.ts',
    'libs/engine/embedded-mongodb/conformance/refusals.spec.ts',
    'libs/engine/event-sourcing/erased-meanwhile.spec.ts',
    'libs/engine/event-sourcing/keys/mongodb/mongo-key-store.slow.ts',
    'libs/engine/projections/polled-visibility.spec.ts',
    'libs/engine/projections/projector.spec.ts',
    'libs/engine/projections/rebuild/rebuild-races.spec.ts',
    'libs/engine/projections/rebuild/rebuild.spec.ts',
    'libs/engine/projections/rebuild/verification.spec.ts',
    'libs/engine/runtime/limits/allowances.spec.ts',
    'libs/engine/runtime/mongodb/collections.spec.ts',
    'libs/engine/runtime/mongodb/lease.spec.ts',
    'libs/read-models/application-status/queries.spec.ts',
    'libs/read-models/applications-report/applications-report.spec.ts',
    'libs/read-models/erasures/erased-keys-applied.spec.ts',
    'libs/read-models/erasures/erasure-notices.spec.ts',
    'libs/read-models/erasures/register.spec.ts',
    'libs/read-models/review-queue/review-queue.spec.ts',
  ],
};

const enrolled = Object.values(ENROLLED).flat();
const gone = enrolled.filter((file) => !existsSync(new URL(file, import.meta.url)));
if (gone.length > 0) throw new Error(`jest.services.config.mjs: there is no ${gone.join(', ')}`);

/** Suites that need servers; `npm run test:services` starts them and says where they are. */
export default {
  ...config,
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.services.ts', ...enrolled.map((file) => `<rootDir>/${file}`)],
  maxWorkers: 1,
  // A server may need half a minute to start, or to notice that a client is gone.
  testTimeout: 120_000,
};
