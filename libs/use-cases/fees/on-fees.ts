import type { FeesEvent } from '#domain/fees/events.js';
import { feesDecider, type FeesState } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Decision, refuse } from '#decider/decider.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { answering, type Outcome } from '#event-sourcing/outcome.js';
import { streams } from '../streams.js';
import { billedCase } from './billed-case.js';

/** One decision on the ledger of the case that a bill number was given to. */
export async function onFeesOf(
  log: EventLog,
  context: CommandContext,
  billNumber: string,
  decide: (fees: FeesState) => Decision<FeesEvent>,
): Promise<Outcome<{ applicationId: ApplicationId }>> {
  const applicationId = await billedCase(log, billNumber);
  if (applicationId === undefined) return { kind: 'refused', refusal: refuse('bill-not-found') };
  const execution = await log.execute(feesDecider, streams.fees(applicationId), context, decide);
  return answering(execution, () => ({ applicationId }));
}
