// What `@jest/globals` is to a suite: loaded anew for each one (hooks.mjs), which runtime.cjs has made ready.
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } =
  globalThis[Symbol.for('hawiya.suite')];
