import { CLOUD_EVENTS_SOURCE, METADATA_HEADER } from '#event-sourcing/cloud-events.js';
import type { JsonSchema } from './json-schema.js';
import { constant, matching, said, schemaOf, text } from './schema-of.js';
import { utcInstant } from './values.js';

const uuid = schemaOf<string>({ type: 'string', format: 'uuid' });
const number = matching(String.raw`^\d{1,20}$`);

const always = {
  ce_specversion: constant('1.0'),
  ce_id: said('Names the event: the same id again is the same event', uuid),
  ce_source: constant(CLOUD_EVENTS_SOURCE),
  ce_type: said(
    'What happened, and the version of its shape',
    matching(String.raw`^hawiya\.[a-z-]+\.[a-z][a-z0-9-]*\.v[1-9]\d*$`),
  ),
  ce_subject: said('The stream the event is in, e.g. `application-` and the application’s id', text(512)),
  ce_time: said('When it happened', utcInstant),
  'content-type': constant('application/json'),
  ce_streamrevision: said('Its place in its stream: 0, 1, 2 and so on', number),
  ce_globalposition: said('Its place among all events: larger is later; not every number is used', number),
  ce_partitionkey: said('The message key', text(512)),
  ce_correlationid: said(
    'Names the request or message it all began with: as its sender named it, if that was by a UUID',
    text(128),
  ),
  ce_causationid: said('Names the event or request that caused the command', text(256)),
  ce_commandid: said('Names the command that caused the event', uuid),
  [METADATA_HEADER]: said(
    'JSON, for the service’s own processes: what it takes to read the event back, and its place in the hash chain',
    schemaOf<string>({ type: 'string' }),
  ),
} as const;

/** Headers of every message of the events topic: CloudEvents 1.0 in binary content mode. */
export const EVENT_HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    ...always,
    ce_logid: said('Names the log the event is of; absent in what the first release published', uuid),
    ce_traceparent: said(
      'W3C trace context, where there is one',
      matching('^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'),
    ),
  },
  required: Object.keys(always),
  additionalProperties: false,
};
