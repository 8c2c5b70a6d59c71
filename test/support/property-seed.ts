import * as fc from 'fast-check';

/**
 * The seed of every property, where `PROPERTY_SEED` gives one: `.ci/run` does, so that what fails there fails because of
 * the change. Without it each run tries other values, and a property that fails prints its seed.
 */
const seed = process.env['PROPERTY_SEED'];

if (seed !== undefined) {
  if (!/^-?\d{1,10}$/.test(seed)) throw new Error(`PROPERTY_SEED: a whole number of 32 bits, not "${seed}"`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
}
