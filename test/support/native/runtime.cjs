const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { registerTypeScript } = require('./register.cjs');

let ready;
let suites = 0;

/**
 * In place of jest-runtime, which gives each suite a realm of its own and loads every module anew in it: here suites run
 * as Node runs the service, and share what they import (ADR 0038). The rest of jest is untouched.
 */
module.exports = class NativeRuntime {
  #suite = `?suite=${(suites += 1)}`;
  #mocks = new ModuleMocker(globalThis);
  #timers;
  #maps;

  constructor(config) {
    this.#timers = new ModernFakeTimers({ config, global: globalThis });
  }

  async #imported(path) {
    await (ready ??= registerTypeScript());
    this.#maps ??= (await import('./compiled.mjs')).mapOf;
    return import(`${pathToFileURL(path).href}${this.#suite}`);
  }

  /** jest-circus: anew for each suite, as its state is that of one. */
  requireInternalModule(path) {
    delete require.cache[path];
    globalThis[Symbol.for('EVENT_HANDLERS')] = undefined;
    globalThis[TIMEOUT] = undefined;
    return require(path);
  }

  setGlobalsForRuntime(globals) {
    globalThis[Symbol.for('hawiya.suite')] = { ...globals, jest: this.#jest() };
  }

  /** What our suites use of `jest`; anything else is not there. */
  #jest() {
    const jest = {
      setTimeout: (ms) => {
        globalThis[TIMEOUT] = ms;
        return jest;
      },
      spyOn: (...what) => this.#mocks.spyOn(...what),
      restoreAllMocks: () => {
        this.#mocks.restoreAllMocks();
        return jest;
      },
      useFakeTimers: (options) => {
        this.#timers.useFakeTimers(options);
        return jest;
      },
      setSystemTime: (now) => this.#timers.setSystemTime(now),
      useRealTimers: () => {
        this.#timers.useRealTimers();
        return jest;
      },
    };
    return jest;
  }

  requireModule(path) {
    return require(path);
  }

  unstable_shouldLoadAsEsm(path) {
    return path.endsWith('.ts');
  }

  unstable_importModule(path) {
    return this.#imported(path);
  }

  /** For stack traces: from a module's address to the file with its source map. */
  getSourceMaps() {
    return new SourceMaps(() => this.#maps);
  }

  getAllCoverageInfoCopy() {
    return {};
  }

  enterTestCode() {}

  leaveTestCode() {}

  teardown() {
    this.#mocks.restoreAllMocks();
    this.#timers.dispose();
  }
};

const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');

class SourceMaps extends Map {
  #mapOf;

  constructor(mapOf) {
    super();
    this.#mapOf = mapOf;
  }

  get(source) {
    if (!/^file:.*\.ts(\?|$)/.test(source)) return undefined;
    return this.#mapOf()?.(fileURLToPath(source));
  }
}
