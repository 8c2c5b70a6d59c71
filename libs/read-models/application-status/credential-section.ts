import type { CredentialEvent } from '#domain/credential/events.js';
import { unreachable } from '#domain/kernel/decider.js';
import type { SectionFold } from '../runtime/sectioned.js';
import type { CredentialSection, StatusGround, Timeline, TimelineEntry } from './document.js';
import { extended, NO_TIMELINE } from './timeline.js';

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>;

/** The identity that was issued, and whether it still counts. */
export const foldCredential: SectionFold<CredentialSection, 'credential'> = (section, envelope) => {
  const { event } = envelope;
  if (section === undefined) {
    if (event.type !== 'CredentialIssued') return undefined;
    return {
      ...issued(event),
      ...extended(NO_TIMELINE, envelope, [{ at: event.data.issuedAt, params: paramsOf(event) }]),
    };
  }
  return {
    ...section,
    ...change(section, event),
    ...extended(section, envelope, [{ params: paramsOf(event) }]),
  };
};

function issued({ data, personal }: Issued): Omit<CredentialSection, keyof Timeline> {
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
    status: 'valid',
    ground: null,
    grounds: [],
    since: data.issuedAt,
  };
}

function change(section: CredentialSection, event: CredentialEvent): Partial<CredentialSection> {
  switch (event.type) {
    case 'CredentialIssued':
      return {};
    case 'CredentialSuspended': {
      const grounds = [...groundsIn(section), shown(event)];
      const since = section.status === 'suspended' ? section.since : event.data.suspendedAt;
      return { status: 'suspended', ground: latest(grounds), grounds, since };
    }
    case 'GroundLifted': {
      const grounds = groundsIn(section).filter(({ groundId }) => groundId !== event.data.groundId);
      return { ground: latest(grounds), grounds };
    }
    case 'CredentialReinstated':
      return { status: 'valid', ground: null, grounds: [], since: event.data.reinstatedAt };
    case 'CredentialRevoked': {
      const ground = event.personal === 'erased' ? event.personal : event.personal.kind;
      return { status: 'revoked', ground, grounds: [], since: event.data.revokedAt };
    }
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

function latest(grounds: readonly StatusGround[]): CredentialSection['ground'] {
  return grounds.at(-1)?.kind ?? null;
}

/**
 * The grounds of its suspension. A document that a former release wrote, and that is not made anew yet, has their codes
 * alone, or has no list.
 */
export function groundsIn({ status, ground, grounds, since }: CredentialSection): readonly StatusGround[] {
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
