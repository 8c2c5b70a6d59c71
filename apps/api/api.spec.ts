import { afterAll, beforeAll, jest } from '@jest/globals';
import { appealsSuite } from './testing/appeals.suite.js';
import { boundsSuite } from './testing/bounds.suite.js';
import { claimsSuite } from './testing/claims.suite.js';
import { datesSuite } from './testing/dates.suite.js';
import { directivesSuite } from './testing/directives.suite.js';
import { factsSuite } from './testing/facts.suite.js';
import { identitiesSuite } from './testing/identities.suite.js';
import { journeySuite } from './testing/journey.suite.js';
import { liveSuite } from './testing/live.suite.js';
import { parkedSuite } from './testing/parked.suite.js';
import { replacementSuite } from './testing/replacement.suite.js';
import { people } from './testing/residents.js';
import { reviewSuite } from './testing/review.suite.js';
import { runningApi, type RunningApi } from './testing/running-api.js';

jest.setTimeout(20_000);

const SETTINGS = {
  HAWIYA_MAX_WAIT_MS: '2000',
  HAWIYA_DEFAULT_WAIT_MS: '1000',
  HAWIYA_BODY_LIMIT: '65536',
  HAWIYA_HEARTBEAT_MS: '50',
  HAWIYA_STREAMS_MAX: '2',
  HAWIYA_DRAIN_MS: '2000',
};

/** One service for all of it: starting it is what takes time. The last suite stops it. */
let api: RunningApi;
const running = () => api;

beforeAll(async () => {
  api = await runningApi(SETTINGS, people(51));
});
afterAll(() => api.close());

journeySuite(running);
factsSuite(running);
directivesSuite(running);
reviewSuite(running);
claimsSuite(running);
datesSuite(running);
appealsSuite(running);
parkedSuite(running);
boundsSuite(running);
identitiesSuite(running);
replacementSuite(running);
liveSuite(running);
