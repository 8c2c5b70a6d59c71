import type { Connection } from 'mongoose';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { openCases, waitingCases } from '#read-models/application-status/case-ids.js';
import { ApplicationsReportQueries } from '#read-models/applications-report/queries.js';
import { ReviewQueueQueries } from '#read-models/review-queue/queries.js';
import type { Visibility } from '#projections/visibility.js';

/** What the API and the process manager ask the read models. */
export function queries(connection: Connection, visibility: Visibility) {
  const statuses = new ApplicationStatusQueries(connection, visibility);
  return {
    statuses,
    reviewQueue: new ReviewQueueQueries(connection),
    report: new ApplicationsReportQueries(connection),
    caseIds: { open: () => openCases(connection), waiting: () => waitingCases(connection) },
  };
}
