import { registerTypeScript } from './native/register.cjs';

// `node --import ./test/support/typescript.mjs file.ts` runs a source file as the tests do.
await registerTypeScript();
