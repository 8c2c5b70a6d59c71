import { readConfiguration } from '#configuration/read-configuration.js';
import type { ProcessManagerLimits } from '../process-manager.module.js';

/** As they are unless set otherwise. */
export const LIMITS: ProcessManagerLimits = readConfiguration({});
