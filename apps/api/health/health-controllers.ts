import { HealthController } from './health.controller.js';
import type { Management } from './management.js';
import { MetricsController } from './metrics.controller.js';

/** What an application routes of health and metrics. */
export function healthControllers(management: Management) {
  return management === 'here' ? [HealthController, MetricsController] : [HealthController];
}
