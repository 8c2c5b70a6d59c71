import type { Connection } from 'mongoose';
import { cursorAt, type CursorPlace, placeInCursor } from './cursor.js';
import { type ParkedKey, parkedCollection } from './parked-keys.js';

/** Before every moment. */
const START: CursorPlace = { at: new Date(0).toISOString(), id: '' };

export interface ParkedPageOptions {
  /** 1 to 100; default 25. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** A parked key without the bytes of what could not be folded. */
export type ParkedEntry = Omit<ParkedKey, 'touched'>;

export interface ParkedPage {
  readonly entries: readonly ParkedEntry[];
  readonly next: string | undefined;
}

/** Entries after a place, by moment and then by id, so many at most. */
export type Listing = (after: CursorPlace, limit: number) => Promise<readonly ParkedEntry[]>;

/** A page of all that is in the lists, those parked first at first. Undefined: the cursor is none of ours. */
export async function parkedPage(
  lists: readonly Listing[],
  options: ParkedPageOptions = {},
): Promise<ParkedPage | undefined> {
  const limit = Math.min(Math.max(options.limit ?? 25, 1), 100);
  const after = options.cursor === undefined ? START : placeInCursor(options.cursor);
  if (after === undefined) return undefined;
  const found = (await Promise.all(lists.map((list) => list(after, limit + 1)))).flat().sort(byPlace);
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last !== undefined ? cursorOf(last) : undefined };
}

/** Parked keys of these models. */
export async function parkedEntries(
  connection: Connection,
  models: readonly string[],
  after: CursorPlace,
  limit: number,
): Promise<readonly ParkedEntry[]> {
  const at = new Date(after.at);
  const behind = { $or: [{ parkedAt: { $gt: at } }, { parkedAt: at, _id: { $gt: after.id } }] };
  return parkedCollection(connection)
    .find(
      { model: { $in: [...models] }, ...behind },
      { projection: { 'cause.event.data': 0, 'cause.event.metadata': 0, 'cause.value': 0 } },
    )
    .sort({ parkedAt: 1, _id: 1 })
    .limit(limit)
    .toArray();
}

function byPlace(a: ParkedEntry, b: ParkedEntry): number {
  return a.parkedAt.getTime() - b.parkedAt.getTime() || (a._id < b._id ? -1 : 1);
}

const cursorOf = ({ parkedAt, _id }: ParkedEntry) => cursorAt({ at: parkedAt.toISOString(), id: _id });
