import type { Instant } from '#decider/brand.js';
import { applicationDecider, isStarted } from '#domain/application/application.js';
import type { ResidentCategory } from '#domain/application/case-terms.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { knownOf, viewAt } from '#domain/resident/resident.js';
import type { EventLog, LoadOptions } from '#event-sourcing/event-log.js';
import { residentFile } from '../screening/evidence.js';
import { streams } from '../streams.js';

/**
 * The category that passports has told of the person whose case it is; undefined: none, or it was erased, or there is no
 * such case. What was told is believed of memory, since the bill and the screening look again; that nothing was, is asked
 * of the store.
 */
export async function registeredCategory(
  log: EventLog,
  applicationId: ApplicationId,
  at: Instant,
): Promise<ResidentCategory | undefined> {
  const stream = streams.application(applicationId);
  // Whose case it is does not change.
  const { state: last } = await log.load(applicationDecider, stream, { fresh: false });
  const state = isStarted(last) ? last : (await log.load(applicationDecider, stream)).state;
  if (!isStarted(state)) return undefined;
  const toldOf = async (how: LoadOptions) => {
    const { file } = await residentFile(log, state.subject, how);
    return knownOf(viewAt(file, { effectiveAt: at }).category)?.value;
  };
  return (await toldOf({ fresh: false })) ?? toldOf({});
}
