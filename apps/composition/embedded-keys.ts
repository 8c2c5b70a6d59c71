import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenedKeyStore } from '#event-sourcing/keys/cached-key-store.js';
import { openEmbeddedKeyStore } from '#event-sourcing/keys/embedded/embedded-key-store.js';
import type { Configuration } from '#configuration/configuration.js';
import type { Logger } from '#runtime/logging/logger.js';
import { folder } from './part-dependencies.js';

/**
 * The persons' keys in the data folder, wrapped with HAWIYA_KEYS_SECRET, or with a master key in a file beside them:
 * that one protects nobody whose whole folder is copied, and the log says so.
 * @throws KeyStoreError `wrong-master-key` when they were wrapped with another one
 */
export async function openEmbeddedKeys(
  configuration: Configuration,
  logger: Logger,
): Promise<OpenedKeyStore> {
  const place = folder(configuration, 'keys');
  const secret = configuration.keysSecret;
  const keys = await openEmbeddedKeyStore({
    ...place,
    ...(secret !== undefined && { masterKey: Buffer.from(secret, 'hex') }),
  });
  const file = join(place.path, 'master.key');
  if (secret === undefined)
    logger.warn(
      `the persons' keys lie beside what they are wrapped with (${file}): set HAWIYA_KEYS_SECRET to what is in that file and remove it`,
    );
  else if (existsSync(file))
    logger.warn(`${file} lies beside the keys it wraps: HAWIYA_KEYS_SECRET is used, remove it`);
  return keys;
}
