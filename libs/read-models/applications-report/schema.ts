import { Schema } from 'mongoose';
import { readModel } from '#projections/read-model.js';
import type { ApplicationsReportDocument } from './document.js';

export const applicationsReportModel = readModel<ApplicationsReportDocument>(
  'applications-report',
  'applications_report',
  { application: Schema.Types.Mixed, fees: Schema.Types.Mixed, credential: Schema.Types.Mixed },
  [{ key: { 'application.startedDay': 1 } }],
);
