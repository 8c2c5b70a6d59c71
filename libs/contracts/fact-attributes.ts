import type { RefusalDetail } from '#decider/decider.js';
import { readJson } from '#runtime/json/read-json.js';

/** An event as its schema describes it, or what keeps it from being read. */
type Specified =
  | { readonly ok: true; readonly event: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: RefusalDetail };

/** Names longer than this may be used, and should not: an extension of its sender like any other, of no use here. */
const LONGEST_NAME = 20;

/** A media type (RFC 6838), of JSON by its name or its suffix; with parameters or without. */
const JSON_TYPE = /^[a-z0-9][\w!#$&^.+-]*\/(?:[\w!#$&^.+-]+\+)?json$/;

/**
 * A CloudEvent in the one form its schema describes, from the others that CloudEvents 1.0.2 (JSON format, 2.2 and 3.1)
 * allows: attributes that are null are unset, data may come as `data_base64`, and a media type is JSON by its subtype
 * or its suffix, in any case.
 */
export function asSpecified(given: object): Specified {
  const { data_base64: encoded, ...event } = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => isSet(name, value)),
  );
  const isJson = JSON_TYPE.test(mediaTypeIn(event['datacontenttype']));
  const specified = isJson ? { ...event, datacontenttype: 'application/json' } : event;
  if (encoded === undefined) return { ok: true, event: specified };
  if ('data' in event) return wrong('/data_base64', 'field-repeated');
  if (typeof encoded !== 'string') return wrong('/data_base64', 'field-type');
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return wrong('/data_base64', 'field-format');
  const data = readJson(bytes);
  return data.ok ? { ok: true, event: { ...specified, data: data.value } } : wrong('/data_base64', data.code);
}

/** Data that is null is there; whether that will do, its schema says. */
function isSet(name: string, value: unknown): boolean {
  if (value === null) return name === 'data';
  return value !== undefined && !(name.length > LONGEST_NAME && /^[a-z0-9]+$/.test(name));
}

/** In lower case, without parameters; empty for what is none. */
function mediaTypeIn(value: unknown): string {
  return typeof value === 'string' ? (value.split(';', 1)[0] ?? '').trim().toLowerCase() : '';
}

const wrong = (at: string, code: string): Specified => ({ ok: false, error: { at, code } });
