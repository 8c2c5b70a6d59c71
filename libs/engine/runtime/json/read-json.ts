import { isUtf8 } from 'node:buffer';
import { repeatedMember } from './repeated-member.js';

/** What bytes say as JSON; or why they say nothing certain, and where, as a JSON pointer. */
export type ReadJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: 'not-json' | 'not-utf8' | 'member-repeated'; readonly at: string };

/**
 * Reads JSON strictly (RFC 8259, I-JSON): UTF-8, and no member twice in one object, at any depth, since readers differ
 * in which of the two they take. A byte order mark is dropped.
 * @param parse default `JSON.parse`; may throw whatever it likes
 */
export function readJson(bytes: Uint8Array, parse: (text: string) => unknown = JSON.parse): ReadJson {
  if (!isUtf8(bytes)) return { ok: false, code: 'not-utf8', at: '/' };
  const text = textOf(bytes);
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return { ok: false, code: 'not-json', at: '/' }; // the parser's message may quote the body
  }
  const repeated = repeatedMember(text, value);
  return repeated === undefined ? { ok: true, value } : { ok: false, code: 'member-repeated', at: repeated };
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
