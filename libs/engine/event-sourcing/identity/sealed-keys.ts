import type { EventStore, Position, RecordedEvent } from '#event-store/port.js';
import { fromJsonBytes } from '../format/stable-json.js';
import type { KeyStore } from '../keys/key-store.js';
import { isObject } from '../metadata.js';

/** Of a log without an identity so many of its newest sealed events are looked at. */
export const LOOKED_AT = 100;

const PAGE = 500;

/**
 * Whether the keys can be those of a log that was never given an identity: one of its newest sealed events was sealed
 * with a key that they have, or had; so it is of a log without any. Otherwise how many were looked at.
 * @throws EventStoreError, KeyStoreError
 */
export async function strangersTo(
  store: Pick<EventStore, 'readAll'>,
  keys: Pick<KeyStore, 'keyById'>,
): Promise<number | undefined> {
  const asked = new Map<string, boolean>();
  let looked = 0;
  for await (const key of newestKeys(store)) {
    looked += 1;
    if (!asked.has(key)) asked.set(key, (await keys.keyById(key)) !== 'unknown');
    if (asked.get(key) === true) return undefined;
    if (looked === LOOKED_AT) break;
  }
  return looked === 0 ? undefined : looked;
}

/** Keys of the sealed events, newest first. Read in pages, each of them wholly: an iteration is not left half way. */
async function* newestKeys(store: Pick<EventStore, 'readAll'>): AsyncGenerator<string> {
  let after: Position | undefined;
  for (;;) {
    const page: RecordedEvent[] = [];
    const from = after === undefined ? {} : { after };
    for await (const event of store.readAll({ ...from, direction: 'backwards', limit: PAGE }))
      page.push(event);
    for (const event of page) {
      const key = keyOf(event);
      if (key !== undefined) yield key;
    }
    after = page.at(-1)?.position;
    if (after === undefined || page.length < PAGE) return;
  }
}

/** Undefined: nothing in it is sealed, or it is not one of ours. */
function keyOf({ data }: RecordedEvent): string | undefined {
  try {
    const body = fromJsonBytes(data);
    const personal = isObject(body) ? body['personal'] : undefined;
    const key = isObject(personal) ? personal['key'] : undefined;
    return typeof key === 'string' ? key : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
