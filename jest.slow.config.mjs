import config from './jest.config.mjs';

/** Suites that mostly wait for processes they start and kill: `npm run test:slow`. */
export default { ...config, testMatch: ['<rootDir>/{apps,libs,test}/**/*.slow.ts'] };
