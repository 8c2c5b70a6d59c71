import type { Connection } from 'mongoose';
import { CHECKPOINTS } from '#apps/distributor/checkpoint-store.js';
import { DEADLINES } from '#apps/process-manager/deadlines/deadline-document.js';
import { OLD_EVENTS } from '#apps/process-manager/deadlines/old-events.js';
import { CREDENTIAL_WALKS } from '#apps/process-manager/walks/walk-document.js';
import { STORES } from '#event-sourcing/keys/mongodb/master-check.js';
import { PERSONS } from '#event-sourcing/keys/mongodb/person-document.js';
import { ALLOWANCES } from '#runtime/limits/mongo-allowances.js';
import type { DeclaredCollection, Lacking } from '#runtime/mongodb/collections.js';
import { lackingIn, makeMissing } from '#runtime/mongodb/collections.js';
import { LOG_RECORD } from './log-record.js';
import { LEASES } from '#runtime/mongodb/lease.js';
import { READ_SIDE_COLLECTIONS } from '#read-models/collections.js';

/** The databases the service has in MongoDB. Embedded, the keys are elsewhere. */
export interface Databases {
  readonly main: Connection;
  readonly keys?: Connection;
}

/** What is made from the log, and can be made from it again. */
export const DERIVED: readonly DeclaredCollection[] = [
  ...READ_SIDE_COLLECTIONS,
  DEADLINES,
  OLD_EVENTS,
  CREDENTIAL_WALKS,
  CHECKPOINTS,
];
const MAIN: readonly DeclaredCollection[] = [...DERIVED, LOG_RECORD, LEASES, ALLOWANCES];
const KEYS: readonly DeclaredCollection[] = [PERSONS, STORES];

export interface Migrated extends Pick<Lacking, 'differing'> {
  /** Collections and indexes that were not there. */
  readonly made: readonly string[];
}

/** Makes every collection and index that is missing; safe to repeat, also at the same time. */
export async function migrate({ main, keys }: Databases): Promise<Migrated> {
  const of = await Promise.all([
    makeMissing(main, MAIN),
    ...(keys === undefined ? [] : [makeMissing(keys, KEYS)]),
  ]);
  return { made: of.flatMap(({ made }) => made), differing: of.flatMap(({ differing }) => differing) };
}

/** What is missing or differs, in one line that says what to do; undefined: nothing. */
export async function notMigrated({ main, keys }: Databases): Promise<string | undefined> {
  const of = await Promise.all([
    lackingIn(main, MAIN),
    ...(keys === undefined ? [] : [lackingIn(keys, KEYS)]),
  ]);
  const [missing, differing] = [of.flatMap((each) => each.missing), of.flatMap((each) => each.differing)];
  const parts = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(differing.length > 0 ? [`differing: ${differing.join(', ')}`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join('; ')} (hawiya migrate)`;
}
