import type { Instant } from '#decider/brand.js';
import { createHash } from 'node:crypto';
import { decideAssignStatusIndex, statusIndexOf, statusListDecider } from '#domain/credential/status-list.js';
import type { CredentialId } from '#domain/kernel/brand.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { CommandContext } from '../command-context.js';
import { derivedId } from '../ids.js';
import { streams } from '../streams.js';

/** Lists per month, so that issuing side by side seldom meets in one stream. */
const LISTS_PER_MONTH = 16;

/** A place of its own in a token status list. */
export async function assignStatusPlace(
  log: EventLog,
  cause: CommandContext,
  credentialId: CredentialId,
  at: Instant,
): Promise<{ readonly statusList: string; readonly statusIndex: number }> {
  const shard = createHash('sha256').update(credentialId).digest().readUInt8() % LISTS_PER_MONTH;
  const statusList = `${at.slice(0, 7)}-${shard}`;
  const context = {
    ...cause,
    commandId: derivedId(credentialId, `status:${statusList}`),
    requestHash: 'status-place',
  };
  const assigned = await log.execute(
    statusListDecider,
    streams.statusList(statusList),
    context,
    (state) => decideAssignStatusIndex(state, { credentialId }),
    { isNew: true },
  );
  const statusIndex = assigned.kind === 'done' ? statusIndexOf(assigned.answer, credentialId) : undefined;
  if (statusIndex === undefined) throw new Error(`no place in status list ${statusList} for ${credentialId}`);
  return { statusList, statusIndex };
}
