import type { Instant, Subject } from '#decider/brand.js';
import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { DomainEvent } from '#decider/decider.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { StreamIdentity } from '#event-sourcing/stream-identity.js';
import { credentialIdOf, derivedId } from '#use-cases/ids.js';
import { at, credentialEvents } from '#domain/testing/case-events.js';
import { type Appended, type CaseNames, issuedCase } from '#domain/testing/issued-case.js';
import { iqamaNumber } from '#domain/testing/people.js';

const IN_FLIGHT = 64;
const MOST_PEOPLE = 100_000_000;

/** A decider without rules: what happens is given. */
const anything = { initialState: null, evolve: () => null };

/** Cases from start to issue, dozens at a time as they would be; some credentials are suspended long after. */
export async function writeCases(log: EventLog, count: number): Promise<void> {
  const cases = Array.from({ length: count }, newCase);
  await inFlight(cases, async (one) => {
    for (const appended of issuedCase(one)) await append(log, one, appended);
  });
  const some = cases.filter((_, i) => i % 10 === 0);
  await inFlight(some, (one) =>
    append(log, one, { category: 'credential', events: [credentialEvents.CredentialSuspended] }),
  );
}

function newCase(): CaseNames {
  const id = randomUUID() as ApplicationId; // has the form of one, as has the subject
  const subject = createHash('sha256').update(id).digest('hex').slice(0, 32) as Subject;
  const of = iqamaNumber(randomInt(MOST_PEOPLE));
  return { id, credentialId: credentialIdOf(id), subject, iqamaNumber: of };
}

/** Works through all of them, so many at a time. */
export async function inFlight<T>(
  all: readonly T[],
  work: (one: T) => Promise<void>,
  atOnce = IN_FLIGHT,
): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function append(
  log: EventLog,
  { id, credentialId, subject }: CaseNames,
  { category, events, step }: Appended,
): Promise<void> {
  const stream = { category, id: category === 'credential' ? credentialId : id, subject, partitionKey: id };
  const command = step === undefined ? {} : { commandId: derivedId(id, step), requestHash: step };
  await appendGiven(log, stream, events, { at: at(0), ...command });
}

/** Appends what is given, as one command. @throws Error if it is not appended */
export async function appendGiven(
  log: EventLog,
  stream: StreamIdentity,
  events: readonly DomainEvent[],
  {
    at,
    commandId = randomUUID(),
    requestHash = '0'.repeat(64),
  }: { readonly at: Instant; readonly commandId?: string; readonly requestHash?: string },
): Promise<void> {
  const by = {
    correlationId: commandId,
    causationId: commandId,
    actor: { kind: 'process-manager' },
  } as const;
  const result = await log.execute(anything, stream, { commandId, requestHash, ...by, at }, () => events);
  if (result.kind !== 'done') throw new Error(`unexpected ${result.kind}`);
}
