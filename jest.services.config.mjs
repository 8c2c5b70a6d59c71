import config from './jest.config.mjs';

/** Suites that need servers; `npm run test:services` starts them and says where they are. */
export default {
  ...config,
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.services.ts'],
  maxWorkers: 1,
  // A server may need half a minute to start, or to notice that a client is gone.
  testTimeout: 120_000,
};
