import type { Connection } from 'mongoose';
import { type ParkedKey, parkedCollection } from './parked-keys.js';

export interface ParkedPageOptions {
  /** 1 to 100; default 25. */
  readonly limit?: number | undefined;
  /** `next` of the page before; one that is none of ours starts from the beginning. */
  readonly cursor?: string | undefined;
}

/** A parked key without the bytes of what could not be folded. */
export type ParkedEntry = Omit<ParkedKey, 'touched'>;

export interface ParkedPage {
  readonly entries: readonly ParkedEntry[];
  readonly next: string | undefined;
}

/** Parked keys of these models, those parked first at first. */
export async function parkedPage(
  connection: Connection,
  models: readonly string[],
  options: ParkedPageOptions = {},
): Promise<ParkedPage> {
  const limit = Math.min(Math.max(options.limit ?? 25, 1), 100);
  const after = placeOf(options.cursor);
  const behind = { $or: [{ parkedAt: { $gt: after.at } }, { parkedAt: after.at, _id: { $gt: after.id } }] };
  const found = await parkedCollection(connection)
    .find(
      { model: { $in: [...models] }, ...behind },
      { projection: { 'cause.event.data': 0, 'cause.event.metadata': 0, 'cause.value': 0 } },
    )
    .sort({ parkedAt: 1, _id: 1 })
    .limit(limit + 1)
    .toArray();
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last !== undefined ? cursorOf(last) : undefined };
}

const cursorOf = ({ parkedAt, _id }: ParkedEntry) =>
  Buffer.from(`${parkedAt.toISOString()} ${_id}`).toString('base64url');

function placeOf(cursor: string | undefined): { readonly at: Date; readonly id: string } {
  const text = Buffer.from(cursor ?? '', 'base64url').toString();
  const [, at = 0, id = ''] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (.+)$/s.exec(text) ?? [];
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? { at: new Date(0), id: '' } : { at: date, id };
}
