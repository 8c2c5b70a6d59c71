import type { Connection, QueryFilter } from 'mongoose';
import type { ApplicationId, Subject } from '#domain/kernel/brand.js';
import { overSwaps } from '../runtime/over-swaps.js';
import type { Stored } from '../runtime/stored.js';
import type { ApplicationStatusDocument, Phase } from './document.js';
import { applicationStatusModel } from './schema.js';

const OPEN: readonly Phase[] = ['screening', 'action-required', 'in-review', 'approved'];

/** The cases that are being screened or decided now, as far as the model has come. */
export function openCases(connection: Connection): Promise<readonly ApplicationId[]> {
  return ids(connection, { 'application.phase': { $in: OPEN } });
}

/** Every case of a person, those known by a former number included. */
export async function casesOf(connection: Connection, subject: Subject): Promise<readonly ApplicationId[]> {
  // Two questions, because an index serves each of them and no index serves both at once.
  const [byApplication, byCredential] = await Promise.all([
    ids(connection, { 'application.subject': subject }),
    ids(connection, { 'credential.subject': subject }),
  ]);
  return [...new Set([...byApplication, ...byCredential])];
}

async function ids(
  connection: Connection,
  filter: QueryFilter<Stored<ApplicationStatusDocument>>,
): Promise<readonly ApplicationId[]> {
  const model = applicationStatusModel.on(connection);
  const found = await overSwaps(() => model.find(filter).select({ _id: 1 }).lean<{ _id: string }[]>());
  return found.map(({ _id }) => _id as ApplicationId); // the model's documents are named after their applications
}
