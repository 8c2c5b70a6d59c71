import { register } from 'node:module';

// `node --conditions=source --import ./test/support/typescript.mjs file.ts` runs a source file as jest would.
register('./typescript-hooks.mjs', import.meta.url);
