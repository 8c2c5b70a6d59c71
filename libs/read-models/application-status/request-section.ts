import type { FactRequestEvent } from '#domain/fact-request/events.js';
import { unreachable } from '#decider/decider.js';
import type { SectionFold } from '../sectioned.js';
import type { RequestSection, StatusRequest } from './document.js';

/** What services were asked for and have not told. */
export const foldRequest: SectionFold<RequestSection, 'request'> = (section, { event }) => ({
  open: openAfter(section?.open ?? [], event),
});

function openAfter(open: readonly StatusRequest[], event: FactRequestEvent): readonly StatusRequest[] {
  const changed = (by: Partial<StatusRequest>) =>
    open.map((one) => (one.request === event.data.request ? { ...one, ...by } : one));
  switch (event.type) {
    case 'FactRequested': {
      const { request, askedAt } = event.data;
      const personal = event.personal === 'erased' ? event.personal : { condition: event.personal.condition };
      return [...open, { request, personal, since: askedAt, askedAt, asking: 1, escalatedAt: null }];
    }
    case 'FactAskedAgain':
      return changed({ askedAt: event.data.askedAt, asking: event.data.asking });
    case 'FactRequestEscalated':
      return changed({ escalatedAt: event.data.escalatedAt });
    case 'FactRequestEnded':
      return open.filter(({ request }) => request !== event.data.request);
    default:
      return unreachable(event);
  }
}
