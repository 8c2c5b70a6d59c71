import { Schema } from 'mongoose';
import { readModel } from '#projections/read-model.js';
import type { ReviewQueueDocument } from './document.js';

export const reviewQueueModel = readModel<ReviewQueueDocument>(
  'review-queue',
  'review_queue',
  { application: Schema.Types.Mixed },
  [{ key: { 'application.since': 1, _id: 1 } }],
);
