import type { CredentialEvent } from '#domain/credential/events.js';
import { unreachable } from '#decider/decider.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import type { SectionFold } from '../sectioned.js';
import type {
  CredentialEntry,
  CredentialSection,
  StatusGround,
  Timeline,
  TimelineEntry,
} from './document.js';
import { entryId, extended, NO_TIMELINE } from './timeline.js';

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>;

/**
 * The identity that was issued, and whether it still counts; those before it that were revoked. Each stream changes its
 * own entry alone, and which is the last follows from the entries, so the streams may come in any order.
 */
export const foldCredential: SectionFold<CredentialSection, 'credential'> = (section, envelope) => {
  const entries = section === undefined ? [] : entriesOf(section);
  const id = envelope.stream.slice('credential-'.length);
  const entry = foldEntry(
    entries.find(({ credentialId }) => credentialId === id),
    envelope,
  );
  if (entry === undefined) return section;
  return arranged([entry, ...entries.filter(({ credentialId }) => credentialId !== id)]);
};

/** As of former releases: they did not know that one may follow another. */
const FOLLOWS_NOTHING = { replaces: null, replacedBy: null, replaceableSince: null } as const;

/** Every credential of the case, the last one first; as this release reads them, whichever wrote them. */
export function entriesOf(section: CredentialSection): readonly [CredentialEntry, ...CredentialEntry[]] {
  const { former = [], ...last } = section as CredentialEntry & Partial<CredentialSection>;
  return [readNow(last), ...former.map(readNow)];
}

function readNow(entry: CredentialEntry): CredentialEntry {
  return { ...FOLLOWS_NOTHING, ...entry, grounds: groundsIn(entry) };
}

/** What follows comes before what it followed; where that is not there (yet), what was issued last comes first. */
function arranged(entries: readonly CredentialEntry[]): CredentialSection | undefined {
  const followed = new Set(entries.flatMap(({ replaces }) => replaces ?? []));
  const chainFrom = (entry: CredentialEntry): readonly CredentialEntry[] => {
    const before = entries.find(({ credentialId }) => credentialId === entry.replaces);
    return [entry, ...(before === undefined ? [] : chainFrom(before))];
  };
  const [last, ...former] = entries
    .filter(({ credentialId }) => !followed.has(credentialId))
    .sort((a, b) => compare(b.issuedAt, a.issuedAt) || compare(a.credentialId, b.credentialId))
    .flatMap(chainFrom);
  return last && { ...last, former };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function foldEntry(
  entry: CredentialEntry | undefined,
  envelope: Envelope<CredentialEvent>,
): CredentialEntry | undefined {
  const { event } = envelope;
  if (entry === undefined) {
    if (event.type !== 'CredentialIssued') return undefined;
    const begun = issued(event);
    const entries = [{ at: event.data.issuedAt, params: paramsOf(event) }];
    return { ...begun, ...extended(NO_TIMELINE, envelope, entries, timelineId(begun, envelope)) };
  }
  return {
    ...entry,
    ...change(entry, event),
    ...extended(entry, envelope, [{ params: paramsOf(event) }], timelineId(entry, envelope)),
  };
}

/** Revisions of a case's second credential have been its first one's. */
function timelineId(
  { credentialId, replaces }: Pick<CredentialEntry, 'credentialId' | 'replaces'>,
  envelope: Envelope,
): string {
  return replaces === null ? entryId(envelope) : `credential.${credentialId}.${envelope.revision}`;
}

function issued({ data, personal }: Issued): Omit<CredentialEntry, keyof Timeline> {
  return {
    credentialId: data.credentialId,
    subject: data.subject,
    personal: personal === 'erased' ? personal : { number: personal.iqamaNumber },
    category: data.category,
    issuedAt: data.issuedAt,
    validFrom: data.validFrom,
    validUntil: data.validUntil,
    statusList: data.statusList,
    statusIndex: data.statusIndex,
    supersedes: data.supersedes ?? null,
    supersededBy: null,
    replaces: data.replaces ?? null,
    replacedBy: null,
    replaceableSince: null,
    status: 'valid',
    ground: null,
    grounds: [],
    since: data.issuedAt,
  };
}

function change(section: CredentialEntry, event: CredentialEvent): Partial<CredentialEntry> {
  switch (event.type) {
    case 'CredentialIssued':
      return {};
    case 'CredentialSuspended': {
      const grounds = [...section.grounds, shown(event)];
      const since = section.status === 'suspended' ? section.since : event.data.suspendedAt;
      return { status: 'suspended', ground: latest(grounds), grounds, since };
    }
    case 'GroundLifted': {
      const grounds = section.grounds.filter(({ groundId }) => groundId !== event.data.groundId);
      return { ground: latest(grounds), grounds };
    }
    case 'CredentialReinstated':
      return { status: 'valid', ground: null, grounds: [], since: event.data.reinstatedAt };
    case 'CredentialRevoked': {
      const ground = event.personal === 'erased' ? event.personal : event.personal.kind;
      return { status: 'revoked', ground, grounds: [], since: event.data.revokedAt };
    }
    case 'ReplacementOpened':
      return { replaceableSince: event.data.openedAt };
    case 'ReplacementClosed':
      return { replaceableSince: null };
    case 'CredentialReplaced':
      return { replaceableSince: null, replacedBy: event.data.by };
    case 'AbsenceAppealStatedByHolder':
      return { absenceAppealStatedAt: event.data.statedAt };
    case 'CredentialSuperseded': {
      const { by, supersededAt } = event.data;
      return { status: 'superseded', ground: null, grounds: [], supersededBy: by, since: supersededAt };
    }
    case 'CredentialExpired':
      return { status: 'expired', ground: null, grounds: [], since: event.data.expiredAt };
    default:
      return unreachable(event);
  }
}

function shown({ data, personal }: Extract<CredentialEvent, { type: 'CredentialSuspended' }>): StatusGround {
  const { groundId, suspendedAt: since } = data;
  if (personal === 'erased') return { groundId, kind: personal, directiveId: null, since, until: null };
  const { kind, directiveId, until } = personal;
  return { groundId, kind, directiveId: directiveId ?? null, since, until: until ?? null };
}

function latest(grounds: readonly StatusGround[]): CredentialEntry['ground'] {
  return grounds.at(-1)?.kind ?? null;
}

/**
 * The grounds of its suspension. A document that a former release wrote, and that is not made anew yet, has their codes
 * alone, or has no list.
 */
function groundsIn({ status, ground, grounds, since }: CredentialEntry): readonly StatusGround[] {
  const former = status === 'suspended' && ground !== null ? [ground] : [];
  // Whatever release wrote it.
  const stored = (grounds as readonly (StatusGround | StatusGround['kind'])[] | undefined) ?? former;
  return stored.map((one) =>
    typeof one === 'string' ? { groundId: one, kind: one, directiveId: null, since, until: null } : one,
  );
}

/** Never why: that is personal, and in the section itself. */
function paramsOf(event: CredentialEvent): TimelineEntry['params'] {
  if (event.type !== 'CredentialIssued') return {};
  return { validFrom: event.data.validFrom.gregorian, validUntil: event.data.validUntil.gregorian };
}
