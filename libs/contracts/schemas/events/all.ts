import type { KnownEvent } from '#event-catalogue/event-types.js';
import { APPLICATION_EVENTS } from './application.js';
import { CREDENTIAL_EVENTS, STATUS_LIST_EVENTS } from './credential.js';
import { DIRECTIVES_EVENTS } from './directives.js';
import { ERASURE_EVENTS } from './erasure.js';
import type { EventContracts } from './event-contract.js';
import { FACT_REQUEST_EVENTS } from './fact-request.js';
import { BILL_EVENTS, FEES_EVENTS } from './fees.js';
import { READ_MODEL_EVENTS } from './read-model.js';
import { RESIDENT_EVENTS, SLOT_EVENTS } from './resident.js';

/** Every type of event there is, as the outside sees its current version. */
export const EVENT_CONTRACTS: EventContracts<KnownEvent> = {
  ...APPLICATION_EVENTS,
  ...FEES_EVENTS,
  ...BILL_EVENTS,
  ...CREDENTIAL_EVENTS,
  ...STATUS_LIST_EVENTS,
  ...RESIDENT_EVENTS,
  ...SLOT_EVENTS,
  ...DIRECTIVES_EVENTS,
  ...READ_MODEL_EVENTS,
  ...ERASURE_EVENTS,
  ...FACT_REQUEST_EVENTS,
};
