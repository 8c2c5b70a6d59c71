import type { Instant, Subject } from '#decider/brand.js';
import { CONDITION_IDS } from '#domain/conditions/outcome.js';
import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { ApplicationId, CredentialId, TrackingNumber } from '#domain/kernel/brand.js';
import type { DomainEvent } from '#decider/decider.js';
import type { Category } from '#event-catalogue/log-streams.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { StreamIdentity } from '#event-sourcing/stream-identity.js';
import { credentialIdOf, derivedId } from '#use-cases/ids.js';
import {
  applicationEvents as application,
  at,
  credentialEvents,
  feesEvents as fees,
  outcome,
} from '#read-models/testing/case-events.js';
import { person } from '../support/people.js';

const IN_FLIGHT = 64;
const MOST_PEOPLE = 100_000_000;

/** A decider without rules: what happens is given. */
const anything = { initialState: null, evolve: () => null };

interface Case {
  readonly id: ApplicationId;
  readonly credentialId: CredentialId;
  readonly subject: Subject;
  readonly iqamaNumber: string;
}

/** Events of one append, and the step of issuing they were: whoever reacts to the approval finds it done. */
type Appended = readonly [Category, readonly DomainEvent[], step?: string];

/** Cases from start to issue, dozens at a time as they would be; some credentials are suspended long after. */
export async function writeCases(log: EventLog, count: number): Promise<void> {
  const cases = Array.from({ length: count }, newCase);
  await inFlight(cases, async (one) => {
    for (const appended of historyOf(one)) await append(log, one, appended);
  });
  const some = cases.filter((_, i) => i % 10 === 0);
  await inFlight(some, (one) => append(log, one, ['credential', [credentialEvents.CredentialSuspended]]));
}

function newCase(): Case {
  const id = randomUUID() as ApplicationId; // has the form of one, as has the subject
  const subject = createHash('sha256').update(id).digest('hex').slice(0, 32) as Subject;
  const { iqamaNumber } = person(randomInt(MOST_PEOPLE));
  return { id, credentialId: credentialIdOf(id), subject, iqamaNumber };
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
  { id, credentialId, subject }: Case,
  [category, events, step]: Appended,
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

function historyOf({ id, credentialId, subject, iqamaNumber }: Case): readonly Appended[] {
  const { ApplicationStarted, DetailsProvided, DocumentAttached, IdentityIssued } = application;
  const { CredentialIssued } = credentialEvents;
  const trackingNumber = id as string as TrackingNumber; // all that matters here is that each has another
  const started = {
    ...ApplicationStarted,
    data: { ...ApplicationStarted.data, applicationId: id, trackingNumber, subject },
    personal: { applicant: { kind: 'renewal', iqamaNumber } },
  };
  const issued = { ...IdentityIssued, data: { ...IdentityIssued.data, credentialId } };
  const credential = {
    ...CredentialIssued,
    data: { ...CredentialIssued.data, credentialId, applicationId: id, subject },
  };
  const satisfied = {
    type: 'ScreeningCompleted',
    data: { ...application.ScreeningCompleted.data, result: 'satisfied' },
    personal: {
      changed: CONDITION_IDS.map((condition) =>
        outcome({ condition, state: 'satisfied', reason: 'satisfied', remedy: 'nothing' }),
      ),
    },
  };
  return [
    ['application', [started]],
    ['application', [DetailsProvided]],
    ['application', [DocumentAttached]],
    ['fees', [fees.BillIssued]],
    ['fees', [fees.PaymentReceived]],
    ['application', [application.ReviewDeclared]],
    ['application', [application.ApplicationSubmitted]],
    ['application', [satisfied]],
    ['fees', [fees.FundsReserved]],
    ['application', [application.ApplicationApproved]],
    ['fees', [fees.FundsConsumed], 'issue:fees'],
    ['credential', [credential]],
    ['application', [issued]],
  ];
}
