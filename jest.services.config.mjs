import config from './jest.config.mjs';

/** Suites that need servers; `npm run test:services` starts them and says where they are. */
export default { ...config, testMatch: ['<rootDir>/{apps,libs,test}/**/*.services.ts'], maxWorkers: 1 };
