import type { Subject } from '#decider/brand.js';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Position, Revision } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { EVENT_TYPES } from '../event-types.js';
import { eventHash, eventId } from '#event-sourcing/format/chain.js';
import { currentVersion, type EventSchema } from '#event-sourcing/format/event-schema.js';
import { genesis } from '#event-sourcing/format/head.js';
import { GOLDEN_COMMAND, goldenCodec } from './golden-codec.js';
import { type GoldenFile, readGoldenFiles, writeGoldenFile } from './golden-file.js';
import { goldenProblems } from './golden-problems.js';
import { SAMPLES } from './samples.js';

const folder = dirname(fileURLToPath(import.meta.url));
const schemas: readonly (readonly [string, EventSchema])[] = Object.entries(EVENT_TYPES);

const codec = goldenCodec();

/** A new type or version: `GOLDEN=write npm test -- golden`, and look at what it wrote. */
if (process.env['GOLDEN'] === 'write') await writeMissing();

const files = readGoldenFiles(folder);

const byName = files.map((file) => [`${file.type}.v${file.version}`, file] as const);

describe('every version of an event that was ever stored', () => {
  it('is kept in a golden file, and has kept its shape', () => {
    expect(goldenProblems({ schemas: EVENT_TYPES, samples: SAMPLES }, files)).toEqual([]);
  });

  it.each(byName)('%s reads as its file says; an upcaster changes what, in its "event"', async (_, file) => {
    const stored = storedEvent(file);
    const { event, metadata } = await codec.decode(stored);
    expect(event).toEqual(file.event);
    expect(metadata.schemaVersion).toBe(file.version);
    expect(eventId(metadata.commandId, eventHash(stored))).toBe(file.id);
  });

  it.each(byName)('%s is not read as if it were of a version nobody knows yet', async (_, file) => {
    const schema: EventSchema = EVENT_TYPES[file.event.type as keyof typeof EVENT_TYPES]; // the files' types are known
    const next = currentVersion(schema) + 1;
    const metadata = JSON.stringify({ ...(JSON.parse(file.metadata) as object), schemaVersion: next });
    await expect(codec.decode(storedEvent({ ...file, metadata }))).rejects.toMatchObject({
      name: 'DecodeError',
      code: 'newer-version',
      place: { type: file.type },
    });
  });
});

function storedEvent(file: GoldenFile) {
  return {
    id: file.id,
    type: file.type,
    stream: streamName(file.stream),
    revision: 0n as Revision, // the file holds the first event of its stream
    position: 1n as Position, // any will do
    format: 'json',
    data: Buffer.from(file.data),
    metadata: Buffer.from(file.metadata),
  } as const;
}

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
  const { record } = await codec.encode(event, genesis(stream), to, GOLDEN_COMMAND);
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
