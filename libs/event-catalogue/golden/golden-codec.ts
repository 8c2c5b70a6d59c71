import type { Instant } from '#decider/brand.js';
import { Codec } from '#event-sourcing/codec.js';
import type { CommandMetadata } from '#event-sourcing/command-metadata.js';
import type { KeyStore } from '#event-sourcing/keys/key-store.js';
import { EVENT_TYPES } from '../event-types.js';

/** One key for everything, the same in every release. */
const key = Buffer.alloc(32, 7);
const keys: KeyStore = {
  keyFor: async () => ({ keyId: 'golden.1', key }),
  find: async () => ({ keyId: 'golden.1', key }),
  keyById: async () => key,
  erase: async () => undefined,
  close: async () => undefined,
};

/** Writes and reads golden files: the same event gives the same bytes on every machine. Protects nobody's data. */
export function goldenCodec(): Codec {
  return new Codec(keys, EVENT_TYPES);
}

/** What every golden event was caused by. */
export const GOLDEN_COMMAND: CommandMetadata = {
  commandId: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  requestHash: 'f00d',
  correlationId: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  causationId: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  actor: { kind: 'process-manager' },
  at: '2026-03-01T09:00:00.000Z' as Instant, // well-formed
};
