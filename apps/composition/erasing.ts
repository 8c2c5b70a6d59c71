import { Eraser } from '#apps/process-manager/erasure/eraser.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { ErasedKeysFile } from '#event-sourcing/keys/erased-keys-file.js';
import type { SharedDecoding } from '#event-sourcing/shared-decoding.js';
import type { Configuration } from '#configuration/configuration.js';
import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import type { Parts } from './parts.js';

export interface ErasingDependencies {
  readonly configuration: Configuration;
  readonly parts: Pick<Parts, 'keys' | 'connection'>;
  readonly log: EventLog;
  readonly decoding: SharedDecoding;
  readonly models: readonly ReadModelRuntime[];
}

/** Makes this process forget all that it has in memory of what was opened with keys. */
export function forgetting({
  parts,
  log,
  decoding,
}: Pick<ErasingDependencies, 'parts' | 'log' | 'decoding'>) {
  return (): void => {
    parts.keys.forget();
    decoding.forget();
    log.forget();
  };
}

/** What carries erasures out. */
export function eraser(needs: ErasingDependencies): Eraser {
  const { configuration, parts, log, models } = needs;
  return new Eraser({
    log,
    keys: parts.keys,
    connection: parts.connection,
    models,
    list: new ErasedKeysFile(erasuresFile(configuration)),
    forget: forgetting(needs),
    settleMs: configuration.erasureSettleMs,
  });
}

/** Beside the data folder, not in it: a backup of the folder must not bring an older list back with it. */
export function erasuresFile({ erasuresFile: given, data }: Configuration): string {
  return given ?? `${data.replace(/\/+$/, '')}-erasures.jsonl`;
}
