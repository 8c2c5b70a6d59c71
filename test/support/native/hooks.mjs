import { fileURLToPath } from 'node:url';
import { compiled } from './compiled.mjs';

/** What registers tests, or keeps something for one suite: loaded anew for each; the rest once per process. */
const OF_ONE_SUITE = /\/(testing|conformance|test)\/|\.(spec|slow|services)\.ts$/;
const SUITE = /\.ts(\?suite=\d+)$/;
const globals = new URL('./jest-globals.mjs', import.meta.url).href;

/**
 * TypeScript runs as it stands: `#library/path.js` means the source, and relative imports are written with the extension
 * they have once built. Works as asynchronous hooks (Node 20) and as synchronous ones.
 */
export function resolve(specifier, context, next) {
  const { parentURL = '', conditions } = context;
  const [, suite = ''] = SUITE.exec(parentURL) ?? [];
  if (specifier === '@jest/globals')
    return { url: `${globals}${suite}`, format: 'module', shortCircuit: true };
  const ours = specifier.startsWith('#');
  if (!ours && !(specifier.startsWith('.') && /\.ts(\?|$)/.test(parentURL))) return next(specifier, context);
  const found = ours
    ? next(specifier, { ...context, conditions: [...conditions, 'source'] })
    : next(specifier.replace(/\.js$/, '.ts'), context);
  return found instanceof Promise ? found.then((one) => ofSuite(one, suite)) : ofSuite(found, suite);
}

function ofSuite(found, suite) {
  return suite !== '' && OF_ONE_SUITE.test(found.url) ? { ...found, url: `${found.url}${suite}` } : found;
}

export function load(url, context, next) {
  if (!/^file:.*\.ts(\?|$)/.test(url)) return next(url, context);
  return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
}
