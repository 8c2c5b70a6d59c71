import type { Connection, QueryFilter } from 'mongoose';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { documentsOf } from '#projections/rebuild/model-status.js';
import { overSwaps } from '#projections/over-swaps.js';
import type { Stored } from '#projections/stored.js';
import type { ApplicationStatusDocument, Phase } from './document.js';
import { applicationStatusModel } from './schema.js';

const OPEN: readonly Phase[] = ['screening', 'action-required', 'in-review', 'approved'];

/** The cases that are being screened or decided now, as far as the model has come. */
export function openCases(connection: Connection): Promise<readonly ApplicationId[]> {
  return ids(connection, { 'application.phase': { $in: OPEN } });
}

/** Those of them that wait for what somebody else has to report. */
export function waitingCases(connection: Connection): Promise<readonly ApplicationId[]> {
  return ids(connection, { 'application.phase': 'screening' });
}

/** Cases of any phase, as far as the model has come. */
export function countCases(connection: Connection): Promise<number> {
  return documentsOf({ model: applicationStatusModel }, { connection });
}

async function ids(
  connection: Connection,
  filter: QueryFilter<Stored<ApplicationStatusDocument>>,
): Promise<readonly ApplicationId[]> {
  const model = applicationStatusModel.on(connection);
  const found = await overSwaps(() => model.find(filter).select({ _id: 1 }).lean<{ _id: string }[]>());
  return found.map(({ _id }) => _id as ApplicationId); // the model's documents are named after their applications
}
