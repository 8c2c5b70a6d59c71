import { createHash, randomUUID } from 'node:crypto';
import { CONDITION_IDS } from '#domain/conditions/condition.js';
import type { Subject, TrackingNumber } from '#domain/kernel/brand.js';
import type { Category, DomainEvent } from '#domain/kernel/decider.js';
import type { EventLog } from '#event-log/event-log.js';
import {
  applicationEvents as application,
  at,
  credentialEvents,
  feesEvents as fees,
  outcome,
} from '#read-models/testing/case-events.js';

const IN_FLIGHT = 64;

/** A decider without rules: what happens is given. */
const anything = { initialState: null, evolve: () => null };

/** Cases from start to issue, dozens at a time as they would be; some credentials are suspended long after. */
export async function writeCases(log: EventLog, cases: number): Promise<void> {
  const ids = Array.from({ length: cases }, () => randomUUID());
  await inFlight(ids, async (id) => {
    const subject = createHash('sha256').update(id).digest('hex').slice(0, 32) as Subject; // has the form of one
    for (const [category, events] of historyOf(id, subject)) {
      await append(log, category, id, subject, events);
    }
  });
  const some = ids.filter((_, i) => i % 10 === 0);
  await inFlight(some, (id) =>
    append(log, 'credential', id, undefined, [credentialEvents.CredentialSuspended]),
  );
}

async function inFlight(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const left = ids.values();
  const worker = async () => {
    for (const id of left) await work(id);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function append(
  log: EventLog,
  category: Category,
  id: string,
  subject: Subject | undefined,
  events: readonly DomainEvent[],
): Promise<void> {
  const commandId = randomUUID();
  const result = await log.execute(
    anything,
    { category, id, subject, partitionKey: id },
    {
      commandId,
      requestHash: '0'.repeat(64),
      correlationId: commandId,
      causationId: commandId,
      actor: { kind: 'process-manager' },
      at: at(0),
    },
    () => events,
  );
  if (result.kind !== 'done') throw new Error(`unexpected ${result.kind}`);
}

function historyOf(id: string, subject: Subject): readonly (readonly [Category, readonly DomainEvent[]])[] {
  const { ApplicationStarted, DetailsProvided, DocumentAttached } = application;
  const trackingNumber = id as TrackingNumber; // all that matters here is that each has another
  const started = { ...ApplicationStarted, data: { ...ApplicationStarted.data, trackingNumber, subject } };
  const passed = CONDITION_IDS.map((condition) => ({
    type: 'ConditionChecked',
    data: outcome({ condition, state: 'satisfied', reason: 'satisfied', remedy: 'nothing' }),
  }));
  const satisfied = {
    type: 'ScreeningCompleted',
    data: { ...application.ScreeningCompleted.data, result: 'satisfied' },
  };
  return [
    ['application', [started]],
    ['application', [DetailsProvided]],
    ['application', [DocumentAttached]],
    ['fees', [fees.BillIssued]],
    ['fees', [fees.PaymentReceived]],
    ['application', [application.ReviewDeclared]],
    ['application', [application.ApplicationSubmitted]],
    ['application', [...passed, satisfied]],
    ['fees', [fees.FundsReserved]],
    ['application', [application.ApplicationApproved]],
    ['fees', [fees.FundsConsumed]],
    ['credential', [credentialEvents.CredentialIssued]],
    ['application', [application.IdentityIssued]],
  ];
}
