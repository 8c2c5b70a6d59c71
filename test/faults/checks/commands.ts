import { textIn } from '../../support/http.js';
import type { Happened, History } from '../history.js';
import type { Answered, Ledger } from '../ledger.js';
import { type Difference, Findings } from './difference.js';

/** What a command leaves in the log, once. */
interface Trace {
  readonly method: string;
  readonly path: RegExp;
  /** Event types (or either of two), each exactly once; for facts as many as were sent. */
  readonly leaves: readonly string[];
  /** What follows by the command itself, or by the process manager where it was cut off. */
  readonly mayLeave?: readonly string[];
}

const TRACES: readonly Trace[] = [
  { method: 'POST', path: /^\/v1\/applications$/, leaves: ['SlotTaken', 'ApplicationStarted'] },
  { method: 'PUT', path: /\/details$/, leaves: ['DetailsProvided'] },
  { method: 'POST', path: /\/documents$/, leaves: ['DocumentAttached'] },
  { method: 'POST', path: /\/bill$/, leaves: ['BillNumberAssigned', 'BillIssued'] },
  { method: 'POST', path: /\/sadad\/notifications$/, leaves: ['PaymentReceived'] },
  { method: 'POST', path: /\/review$/, leaves: ['ReviewDeclared'] },
  { method: 'POST', path: /\/submit$/, leaves: ['ApplicationSubmitted'] },
  { method: 'POST', path: /\/withdraw$/, leaves: ['ApplicationWithdrawn'] },
  { method: 'POST', path: /\/review-claim$/, leaves: ['ReviewClaimed'] },
  { method: 'POST', path: /\/decision$/, leaves: ['ApplicationApproved|ApplicationRejected'] },
  {
    method: 'POST',
    path: /\/replacement$/,
    leaves: ['SlotTaken', 'CredentialReplaced'],
    mayLeave: ['StatusIndexAssigned', 'CredentialIssued', 'CredentialHeld'],
  },
  { method: 'POST', path: /\/facts$/, leaves: ['FactRecorded'] },
];

/** Every acknowledged command is in the log exactly once, where its answer said; a refused one is not in it at all. */
export function checkCommands(ledger: Ledger, history: History): readonly Difference[] {
  const findings = new Findings('commands');
  for (const answered of ledger.acknowledged()) checkAcknowledged(findings, answered, history);
  for (const { command, run, answer } of ledger.refused()) {
    const left = history.causedBy(command.id).filter(({ event }) => event.type !== 'SlotReleased');
    if (left.length > 0)
      findings.add(`${command.path} was refused (${answer.status}) and left ${typesOf(left)}`, run);
  }
  return findings.differences;
}

function checkAcknowledged(findings: Findings, answered: Answered, history: History): void {
  const { command, answer, run } = answered;
  const what = `${command.method} ${command.path} (${command.id})`;
  const trace = TRACES.find(({ method, path }) => method === command.method && path.test(command.path));
  if (trace === undefined) return findings.add(`${what}: nobody said what it leaves`, run);
  const left = history.causedBy(command.id);
  const times = Array.isArray(command.body) ? command.body.length : 1;
  const expected = trace.leaves.map((types) => types.split('|'));
  for (const types of expected) {
    const found = left.filter(({ event }) => types.includes(event.type));
    findings.same(`${what}: ${types.join(' or ')} in the log`, found.length, times, run);
  }
  // A start may give back what an ended case has not given back yet.
  const known = ['SlotReleased', ...expected.flat(), ...(trace.mayLeave ?? [])];
  const others = left.filter(({ event }) => !known.includes(event.type));
  if (others.length > 0) findings.add(`${what}: left ${typesOf(others)} besides`, run);
  if (answer.headers['etag'] !== undefined) checkRevision(findings, what, answered, history);
}

function checkRevision(
  findings: Findings,
  what: string,
  { answer, command, run }: Answered,
  history: History,
): void {
  // A bill's answer has the revision of the ledger, every other one that of the application.
  const [category, member] = command.path.endsWith('/bill')
    ? (['fees', 'feesRevision'] as const)
    : (['application', 'revision'] as const);
  const stream = history.of(category, textIn(answer.body, 'applicationId'));
  const at = stream[Number(textIn(answer.body, member))];
  findings.same(
    `${what}: whose event is at the revision that was answered`,
    at?.metadata.correlationId,
    command.id,
    run,
  );
}

function typesOf(events: readonly Happened[]): string {
  return events.map(({ event, stream }) => `${event.type} in ${stream}`).join(', ');
}
