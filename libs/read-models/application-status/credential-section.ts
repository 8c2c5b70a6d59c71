import type { CredentialEvent } from '#domain/credential/events.js';
import { unreachable } from '#domain/kernel/decider.js';
import type { SectionFold } from '../runtime/sectioned.js';
import type { CredentialSection, Timeline, TimelineEntry } from './document.js';
import { extended, NO_TIMELINE } from './timeline.js';

type Issued = Extract<CredentialEvent, { type: 'CredentialIssued' }>;

/** The identity that was issued, and whether it still counts. */
export const foldCredential: SectionFold<CredentialSection, 'credential'> = (section, envelope) => {
  const { event } = envelope;
  if (section === undefined) {
    if (event.type !== 'CredentialIssued') return undefined;
    return { ...issued(event), ...extended(NO_TIMELINE, envelope, event.data.issuedAt, paramsOf(event)) };
  }
  return {
    ...section,
    ...change(section, event),
    ...extended(section, envelope, undefined, paramsOf(event)),
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

function change({ grounds }: CredentialSection, event: CredentialEvent): Partial<CredentialSection> {
  switch (event.type) {
    case 'CredentialIssued':
      return {};
    case 'CredentialSuspended':
      return {
        status: 'suspended',
        ground: event.data.ground,
        grounds: [...grounds, event.data.ground],
        since: event.data.suspendedAt,
      };
    case 'CredentialReinstated':
      return { status: 'valid', ground: null, grounds: [], since: event.data.reinstatedAt };
    case 'CredentialRevoked':
      return { status: 'revoked', ground: event.data.ground, grounds: [], since: event.data.revokedAt };
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

function paramsOf(event: CredentialEvent): TimelineEntry['params'] {
  switch (event.type) {
    case 'CredentialIssued':
      return { validFrom: event.data.validFrom.gregorian, validUntil: event.data.validUntil.gregorian };
    case 'CredentialSuspended':
    case 'CredentialRevoked':
      return { ground: event.data.ground };
    case 'CredentialReinstated':
    case 'CredentialSuperseded':
    case 'CredentialExpired':
      return {};
    default:
      return unreachable(event);
  }
}
