const { register, registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');

/** Once per process. Synchronous hooks where Node has them: no thread of their own to ask for each module. */
exports.registerTypeScript = async () => {
  if (registerHooks === undefined) register('./hooks.mjs', pathToFileURL(__filename));
  else registerHooks(await import('./hooks.mjs'));
};
