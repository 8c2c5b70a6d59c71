import { randomUUID } from 'node:crypto';
import type { Parts } from '#apps/composition/parts.js';
import { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import type { Upcaster } from '#event-sourcing/format/event-schema.js';
import { at, credentialEvents } from '#domain/testing/case-events.js';

/** Knows a version more of one type of event than this release. */
function laterCodec({ keys }: Pick<Parts, 'keys'>): Codec {
  const { CredentialReinstated } = EVENT_TYPES;
  const toItself: Upcaster = (payload) => payload;
  const later = { ...CredentialReinstated, upcasters: [...CredentialReinstated.upcasters, toItself] };
  return new Codec(keys, { ...EVENT_TYPES, CredentialReinstated: later });
}

/**
 * What a release that was taken back has left behind: an event about the case that this one cannot read. It is the first
 * of a stream of its own, so no command is kept from reading the case. Answers where it is.
 */
export async function leaveLaterEvent(
  parts: Pick<Parts, 'store' | 'keys'>,
  caseId: string,
): Promise<{ readonly stream: string; readonly revision: number }> {
  const [id, commandId] = [randomUUID(), randomUUID()];
  const context = { commandId, requestHash: 'h', correlationId: commandId, causationId: commandId };
  const { kind } = await new EventLog(parts.store, laterCodec(parts)).execute(
    { initialState: null, evolve: () => null },
    { category: 'credential', id, subject: undefined, partitionKey: caseId },
    { ...context, actor: { kind: 'process-manager' }, at: at(0) },
    () => [credentialEvents.CredentialReinstated],
  );
  if (kind !== 'done') throw new Error(`unexpected ${kind}`);
  return { stream: `credential-${id}`, revision: 0 };
}
