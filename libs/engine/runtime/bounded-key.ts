import { createHash } from 'node:crypto';

/** Bytes of UTF-8: LMDB's keys have at most 1,978, and an index's key holds its value and the document's id. */
export const MAX_KEY_TEXT_BYTES = 512;

const DIGEST = 'sha256:';

/**
 * A text from outside as part of a key or an id: as it is while it is short, a digest (50 characters) when it has more
 * than `maxBytes` bytes of UTF-8. Different texts stay different: what looks like a digest itself, or cannot be told
 * apart in UTF-8 (lone surrogates), becomes one too.
 */
export function boundedKey(text: string, maxBytes = MAX_KEY_TEXT_BYTES): string {
  // A UTF-16 code unit is at most three bytes: most texts are short without being measured.
  const short = text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes;
  if (short && !text.startsWith(DIGEST) && !LONE_SURROGATE.test(text)) return text;
  // JSON writes lone surrogates out.
  return DIGEST + createHash('sha256').update(JSON.stringify(text)).digest('base64url');
}

const LONE_SURROGATE = /\p{Cs}/u;
