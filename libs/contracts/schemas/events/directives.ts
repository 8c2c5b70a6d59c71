import type { DirectivesEvent } from '#domain/directives/events.js';
import { directiveId, directiveWith } from '../directive-contents.js';
import { objectOf, said } from '../schema-of.js';
import { utcInstant } from '../values.js';
import type { EventContracts } from './event-contract.js';

/** The government’s directives on issuing. One stream, `directives-all`. */
export const DIRECTIVES_EVENTS: EventContracts<DirectivesEvent> = {
  DirectiveImposed: {
    says: 'A directive on issuing was imposed. Absent lists in `covers` mean everyone.',
    data: directiveWith(utcInstant),
  },
  DirectiveLifted: {
    says: 'A directive is no longer in force; this may be heard of before the directive itself.',
    data: objectOf({ directiveId, liftedAt: said('Not in force from then on', utcInstant) }),
  },
};
