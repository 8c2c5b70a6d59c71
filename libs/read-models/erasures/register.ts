import type { Subject } from '#decider/brand.js';
import type { Connection, mongo } from 'mongoose';
import type { ErasureState } from '#domain/erasure/erasure.js';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';

/** An erasure as it is listed. */
export type ListedErasure = Exclude<ErasureState, { phase: 'none' }>;

type Entry = ListedErasure & { readonly _id: Subject };

export const ERASURES: DeclaredCollection = {
  name: 'erasures',
  indexes: [{ key: { requestedAt: -1, _id: 1 } }],
};

export interface ErasuresPage {
  readonly entries: readonly ListedErasure[];
  readonly next: string | undefined;
}

/**
 * Where operators find the erasures there are, by the person's pseudonym. Written by the process manager from the
 * state in the log, never decided on.
 */
export class ErasureRegister {
  private readonly entries: mongo.Collection<Entry>;

  constructor(connection: Connection) {
    this.entries = connection.collection<Entry>(ERASURES.name);
  }

  async put(state: ListedErasure): Promise<void> {
    const { subject: _id } = state;
    await this.entries.replaceOne({ _id }, { ...state }, { upsert: true });
  }

  /** Newest request first. `limit` 1 to 100, default 25; a cursor that is none of ours starts from the beginning. */
  async page(
    options: { readonly limit?: number | undefined; readonly cursor?: string | undefined } = {},
  ): Promise<ErasuresPage> {
    const limit = Math.min(Math.max(options.limit ?? 25, 1), 100);
    const after = placeOf(options.cursor);
    const found = await this.entries
      .find(
        after === undefined
          ? {}
          : { $or: [{ requestedAt: { $lt: after.at } }, { requestedAt: after.at, _id: { $gt: after.id } }] },
        { projection: { _id: 0 } },
      )
      .sort({ requestedAt: -1, _id: 1 })
      .limit(limit + 1)
      .toArray();
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    return { entries, next: found.length > limit && last !== undefined ? cursorOf(last) : undefined };
  }
}

const cursorOf = ({ requestedAt, subject }: ListedErasure) =>
  Buffer.from(`${requestedAt} ${subject}`).toString('base64url');

function placeOf(cursor: string | undefined) {
  const text = Buffer.from(cursor ?? '', 'base64url').toString();
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f]{32})$/.exec(text) ?? [];
  return at === undefined || id === undefined
    ? undefined
    : { at: at as ListedErasure['requestedAt'], id: id as Subject }; // as `cursorOf` wrote them
}
