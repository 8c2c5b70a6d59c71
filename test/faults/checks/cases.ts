import type { CredentialId } from '#domain/kernel/brand.js';
import type { KnownEvent } from '#event-catalogue/event-types.js';
import type { Happened, History } from '../history.js';
import type { Load } from '../load.js';
import { type Difference, Findings } from './difference.js';

type Story = Load['told'][number];

const END_OF = {
  issued: 'IdentityIssued',
  rejected: 'ApplicationRejected',
  withdrawn: 'ApplicationWithdrawn',
} as const;

/** Every case has ended as it had to, and what goes out of the house went out once: credentials, money, the slot. */
export function checkCases(told: Load['told'], history: History): readonly Difference[] {
  const findings = new Findings('cases');
  const credentials = credentialsOf(history);
  for (const story of told) {
    const { applicationId, run } = story;
    checkEnding(findings, story, history);
    checkMoney(findings, story, history);
    const issued = credentials.get(applicationId) ?? 0;
    findings.same(`${story.story}, ${applicationId}: credentials`, issued, story.credentials, run);
  }
  checkSlots(findings, history);
  checkCredentials(findings, history);
  return findings.differences;
}

function checkEnding(
  findings: Findings,
  { applicationId, ending, story, run }: Story,
  history: History,
): void {
  const stream = history.of('application', applicationId);
  const last = stream.at(-1)?.event.type;
  findings.same(`${story}, ${applicationId}: the last event`, last, END_OF[ending], run);
  for (const type of ['ApplicationStarted', 'ApplicationSubmitted', ...Object.values(END_OF)] as const) {
    if (count(stream, type) > 1) findings.add(`${story}, ${applicationId}: ${type} more than once`, run);
  }
}

function checkMoney(
  findings: Findings,
  { applicationId, ending, story, run }: Story,
  history: History,
): void {
  const stream = history.of('fees', applicationId);
  const what = `${story}, ${applicationId}`;
  const payments = stream.flatMap(({ event }) => (event.type === 'PaymentReceived' ? [event.data] : []));
  findings.same(
    `${what}: payments counted`,
    payments.length,
    new Set(payments.map(({ paymentId }) => paymentId)).size,
    run,
  );
  const consumed = count(stream, 'FundsConsumed');
  findings.same(`${what}: times the fee was consumed`, consumed, ending === 'issued' ? 1 : 0, run);
  const set = count(stream, 'FundsReserved');
  const back = count(stream, 'FundsReleased') + consumed;
  findings.same(`${what}: times the fee was consumed or released`, back, set, run);
  if (set > 1) findings.add(`${what}: the fee was reserved ${set} times`, run);
}

/** Nobody takes a slot that is taken; nobody keeps one whose case has ended. */
function checkSlots(findings: Findings, history: History): void {
  for (const [subject, events] of history.streams('slot')) {
    let holder: string | undefined;
    let closed = false;
    for (const { event, revision } of events) {
      if (event.type === 'SlotTaken') {
        if (holder !== undefined)
          findings.add(`slot ${subject}@${revision} was taken while ${holder} had it`);
        if (closed) findings.add(`slot ${subject}@${revision} was taken while it was closed`);
        holder = event.data.applicationId;
      }
      if (event.type === 'SlotClosed') {
        if (holder !== undefined)
          findings.add(`slot ${subject}@${revision} was closed while ${holder} had it`);
        closed = true;
      }
      if (event.type === 'SlotReopened') closed = false;
      if (event.type === 'SlotReleased') {
        if (holder !== event.data.applicationId)
          findings.add(`slot ${subject}@${revision} was released by another`);
        holder = undefined;
      }
    }
    if (holder !== undefined) findings.add(`slot ${subject} is still held by ${holder}`);
    if (closed) findings.add(`slot ${subject} is still closed`);
  }
}

/** A place in a status list is one credential's; what a credential supersedes or replaces has given way, once. */
function checkCredentials(findings: Findings, history: History): void {
  const places = new Map<string, string>();
  for (const { event } of history.events) {
    if (event.type !== 'CredentialIssued') continue;
    const { statusList, statusIndex, credentialId, supersedes, replaces } = event.data;
    const place = `${statusList}/${statusIndex}`;
    const other = places.get(place);
    if (other !== undefined) findings.add(`${other} and ${credentialId} share the place ${place}`);
    places.set(place, credentialId);
    if (replaces !== undefined) checkReplaced(findings, history, { replaces, credentialId });
    if (supersedes === undefined) continue;
    const times = count(history.of('credential', supersedes), 'CredentialSuperseded');
    findings.same(`credential ${supersedes}: times it was superseded`, times, 1);
  }
}

/** What follows a revoked credential was decided once, and the other stays revoked. */
function checkReplaced(
  findings: Findings,
  history: History,
  { replaces, credentialId }: { readonly replaces: CredentialId; readonly credentialId: CredentialId },
): void {
  const former = history.of('credential', replaces);
  const decided = former.flatMap(({ event }) => (event.type === 'CredentialReplaced' ? [event.data.by] : []));
  findings.same(`credential ${replaces}: followed by`, decided.join(), credentialId);
  findings.same(`credential ${replaces}: times it was revoked`, count(former, 'CredentialRevoked'), 1);
}

/** How many credentials each application led to. */
function credentialsOf(history: History): ReadonlyMap<string, number> {
  const credentials = new Map<string, number>();
  for (const { event } of history.events) {
    if (event.type !== 'CredentialIssued') continue;
    const { applicationId } = event.data;
    credentials.set(applicationId, (credentials.get(applicationId) ?? 0) + 1);
  }
  return credentials;
}

function count(events: readonly Happened[], type: KnownEvent['type']): number {
  return events.filter(({ event }) => event.type === type).length;
}
