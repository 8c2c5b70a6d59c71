import { setTimeout as pause } from 'node:timers/promises';
import type { Company } from './company.js';

/** How long everything has to be well again after a fault, milliseconds. */
const WELL_WITHIN_MS = 90_000;

/** Until every process says it is ready. @returns what they said when the time was over; undefined: all are well */
export async function untilWell(company: Company): Promise<string | undefined> {
  const deadline = Date.now() + WELL_WITHIN_MS;
  for (;;) {
    const unwell = await company.notReady();
    if (unwell.length === 0) return undefined;
    if (Date.now() > deadline) return `not ready within ${WELL_WITHIN_MS} ms: ${unwell.join('; ')}`;
    await pause(200);
  }
}
