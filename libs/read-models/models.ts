import { applicationStatusProjection } from './application-status/projection.js';
import { applicationStatusModel } from './application-status/schema.js';
import { applicationsReportProjection } from './applications-report/projection.js';
import { applicationsReportModel } from './applications-report/schema.js';
import { reviewQueueProjection } from './review-queue/projection.js';
import { reviewQueueModel } from './review-queue/schema.js';
import type { Projected } from '#projections/projected.js';

/** Every read model of the service, each visited with its own type of document. */
export function everyModel<T>(visit: <Doc extends object>(projected: Projected<Doc>) => T): readonly T[] {
  return [
    visit({ model: applicationStatusModel, projection: applicationStatusProjection }),
    visit({ model: reviewQueueModel, projection: reviewQueueProjection }),
    visit({ model: applicationsReportModel, projection: applicationsReportProjection }),
  ];
}
