import type { DomainEvent } from '#decider/decider.js';
import { currentVersion, type EventSchema } from '#event-sourcing/format/event-schema.js';
import type { GoldenFile } from './golden-file.js';

/** The events of the log as this release knows them, and one of each, with every member it can have. */
export interface KnownEvents {
  readonly schemas: Readonly<Record<string, EventSchema>>;
  readonly samples: Readonly<Record<string, DomainEvent>>;
}

const WRITE = '`GOLDEN=write npm test -- golden` writes it: look at it, and commit it';

/**
 * What is wrong between the events as they are known and the events as they were stored, each with what to do about
 * it. Empty: every version ever stored has its file, and none has changed its shape since.
 */
export function goldenProblems(
  { schemas, samples }: KnownEvents,
  files: readonly GoldenFile[],
): readonly string[] {
  const missing = Object.entries(schemas).flatMap(([type, schema]) => missingFiles(type, schema, files));
  const unreadable = files.flatMap((file) => unknownVersion(file, schemas[file.type]));
  const reshaped = Object.entries(schemas).flatMap(([type, schema]) => {
    const version = currentVersion(schema);
    const file = files.find((golden) => golden.type === type && golden.version === version);
    return file === undefined ? [] : changedShape(file, samples[type]);
  });
  return [...missing, ...unreadable, ...reshaped];
}

function missingFiles(type: string, schema: EventSchema, files: readonly GoldenFile[]): readonly string[] {
  const current = currentVersion(schema);
  const stored = new Set(files.filter((file) => file.type === type).map(({ version }) => version));
  return Array.from({ length: current }, (_, index) => index + 1)
    .filter((version) => !stored.has(version))
    .map((version) =>
      version === current
        ? `${type}.v${version} has no golden file. ${WRITE}`
        : `${type}.v${version} has lost its golden file: bring it back from version control, it cannot be written again`,
    );
}

function unknownVersion({ type, version }: GoldenFile, schema: EventSchema | undefined): readonly string[] {
  if (schema === undefined)
    return [`${type} was stored and is no longer known: put it back into EVENT_TYPES`];
  if (version <= currentVersion(schema)) return [];
  return [
    `${type}.v${version} was stored, but ${type} is known up to v${currentVersion(schema)}: ` +
      `add the upcaster from v${version - 1} to v${version} in EVENT_TYPES`,
  ];
}

function changedShape(
  { type, version, event }: GoldenFile,
  sample: DomainEvent | undefined,
): readonly string[] {
  const lost = sample === undefined ? '' : lostAt(event, sample, '');
  if (lost === undefined) return [];
  return [
    `${type}.v${version} has another shape than it was stored in, at ${lost || '/'}: put it back as it was, ` +
      `or make it v${version + 1} with an upcaster from v${version} in EVENT_TYPES`,
  ];
}

/** Where something that was stored is no longer there, or another; members that are new may be. */
function lostAt(stored: unknown, known: unknown, at: string): string | undefined {
  if (Object.is(stored, known)) return undefined;
  if (typeof stored !== 'object' || typeof known !== 'object' || stored === null || known === null) return at;
  if (Array.isArray(stored) && (!Array.isArray(known) || known.length !== stored.length)) return at;
  const members = new Map<string, unknown>(Object.entries(known));
  for (const [name, value] of Object.entries(stored)) {
    const lost = lostAt(value, members.get(name), `${at}/${name}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}
