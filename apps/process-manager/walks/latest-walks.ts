import type { Connection } from 'mongoose';
import { CREDENTIAL_WALKS, shownTotal, type WalkDocument } from './walk-document.js';

/** How far a walk is, as operators are told. */
export type LatestWalk = Pick<WalkDocument, 'done' | 'total' | 'startedAt' | 'finishedAt'> & {
  readonly walk: string;
};

/** The walks that began last, at first. */
export class LatestWalks {
  constructor(private readonly connection: Connection) {}

  async latest(most: number): Promise<readonly LatestWalk[]> {
    const found = await this.connection
      .collection<WalkDocument>(CREDENTIAL_WALKS.name)
      .find()
      .sort({ startedAt: -1, _id: 1 })
      .limit(most)
      .toArray();
    return found.map(({ _id, done, total, startedAt, finishedAt }) => ({
      walk: _id,
      done,
      total: shownTotal({ done, total }),
      startedAt,
      finishedAt,
    }));
  }
}
