/** Suites run as Node runs the service, in one realm, and share what they import: ADR 0038. */
const base = {
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testEnvironment: '<rootDir>/test/support/native/environment.cjs',
  runtime: '<rootDir>/test/support/native/runtime.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  injectGlobals: false,
  setupFiles: ['reflect-metadata', '<rootDir>/test/support/property-seed.ts'],
  // Two processors, and a disk that has not seen the files yet: what hangs is still told soon enough.
  testTimeout: 20_000,
  // Nothing keeps a worker after its last suite (measured, on Node 24), but the end of a process that has run a hundred
  // of them takes longer than the half second jest gives it before it speaks of leaks. A leak is told all the same.
  workerGracefulExitTimeout: 10_000,
  // Of two processors jest would use one.
  maxWorkers: '100%',
};

export default { ...base, testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'] };
