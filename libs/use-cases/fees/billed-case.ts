import { billNumberDecider } from '#domain/fees/bill-number.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { streams } from '../streams.js';

/**
 * The case that a bill number was given to; undefined: it was never given. A number that was given stays with its case,
 * so memory is believed; that one was not is asked of the store.
 */
export async function billedCase(log: EventLog, billNumber: string): Promise<ApplicationId | undefined> {
  const stream = streams.bill(billNumber);
  const { state: last } = await log.load(billNumberDecider, stream, { fresh: false });
  return last.applicationId ?? (await log.load(billNumberDecider, stream)).state.applicationId;
}
