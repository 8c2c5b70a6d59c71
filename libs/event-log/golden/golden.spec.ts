import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Instant, Subject } from '#domain/kernel/brand.js';
import type { Position, Revision } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { Codec } from '../codec.js';
import { EVENT_TYPES } from '../event-types.js';
import { eventHash, eventId } from '../format/chain.js';
import { currentVersion, type EventSchema } from '../format/event-schema.js';
import { genesis } from '../format/head.js';
import type { KeyStore } from '../keys/key-store.js';
import { type GoldenFile, readGoldenFiles, writeGoldenFile } from './golden-file.js';
import { SAMPLES } from './samples.js';

const folder = dirname(fileURLToPath(import.meta.url));
const schemas: readonly (readonly [string, EventSchema])[] = Object.entries(EVENT_TYPES);

/** One key for everything, the same in every release. */
const key = Buffer.alloc(32, 7);
const keys: KeyStore = {
  keyFor: async () => ({ keyId: 'golden.1', key }),
  keyById: async () => key,
  erase: async () => undefined,
  close: async () => undefined,
};
const codec = new Codec(keys);

const command = {
  commandId: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  requestHash: 'f00d',
  correlationId: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  causationId: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  actor: { kind: 'process-manager' },
  at: '2026-03-01T09:00:00.000Z' as Instant,
} as const;

/** A new type or version: `GOLDEN=write npm test -- golden`, and look at what it wrote. */
if (process.env['GOLDEN'] === 'write') await writeMissing();

const files = readGoldenFiles(folder);

describe('golden files', () => {
  it.each(files.map((file) => [`${file.type}.v${file.version}`, file] as const))(
    '%s reads as it should',
    async (_, file) => {
      const stored = {
        id: file.id,
        type: file.type,
        stream: streamName(file.stream),
        revision: 0n as Revision, // the file holds the first event of its stream
        position: 1n as Position, // any will do
        format: 'json',
        data: Buffer.from(file.data),
        metadata: Buffer.from(file.metadata),
      } as const;
      const { event, metadata } = await codec.decode(stored);
      expect(event).toEqual(file.event);
      expect(metadata.schemaVersion).toBe(file.version);
      expect(eventId(metadata.commandId, eventHash(stored))).toBe(file.id);
    },
  );

  it.each(schemas.map(([type, schema]) => [type, currentVersion(schema)] as const))(
    '%s has one for each version',
    (type, current) => {
      const versions = files.filter((file) => file.type === type).map(({ version }) => version);
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: current }, (_, i) => i + 1));
    },
  );

  it.each(Object.values(SAMPLES).map((sample) => [sample.type, sample] as const))(
    '%s has kept its shape since its current version was stored',
    (type, sample) => {
      const current = currentVersion(EVENT_TYPES[type]);
      expect(files.find((file) => file.type === type && file.version === current)?.event).toEqual(sample);
    },
  );

  it.each(files.map((file) => [file.type] as const))('%s is still known', (type) => {
    expect(Object.keys(EVENT_TYPES)).toContain(type);
  });
});

async function writeMissing(): Promise<void> {
  const written = new Set(readGoldenFiles(folder).map(({ type, version }) => `${type}.v${version}`));
  for (const [type, schema] of schemas) {
    const version = currentVersion(schema);
    if (!written.has(`${type}.v${version}`)) writeGoldenFile(folder, await golden(type, schema, version));
  }
}

async function golden(type: string, schema: EventSchema, version: number): Promise<GoldenFile> {
  const event = Object.values(SAMPLES).find((sample) => sample.type === type);
  if (event === undefined) throw new Error(`no sample of ${type}`);
  const stream = streamName(`${schema.category}-golden`);
  const to = { category: schema.category, partitionKey: 'golden', stream, subject: 'any' as Subject };
  const { record } = await codec.encode(event, genesis(stream), to, command);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
  return {
    type,
    version,
    stream,
    id: record.id,
    data: text(record.data),
    metadata: text(record.metadata),
    event,
  };
}
