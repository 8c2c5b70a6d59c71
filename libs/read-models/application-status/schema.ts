import { Schema } from 'mongoose';
import { readModel } from '#projections/read-model.js';
import type { ApplicationStatusDocument } from './document.js';

const section = Schema.Types.Mixed;

export const applicationStatusModel = readModel<ApplicationStatusDocument>(
  'application-status',
  'application_status',
  { application: section, fees: section, credential: section, request: section },
  [
    { key: { 'application.subject': 1, 'application.dates.started': -1 } },
    { key: { 'application.phase': 1 } },
    { key: { 'credential.subject': 1 }, sparse: true },
    { key: { 'credential.replaceableSince': 1 }, sparse: true },
    { key: { 'application.trackingNumber': 1 }, unique: true, sparse: true },
  ],
);
