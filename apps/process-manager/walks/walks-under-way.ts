import type { Connection } from 'mongoose';
import { CREDENTIAL_WALKS, shownTotal, type WalkDocument } from './walk-document.js';

/** How far the walks are that are not finished, together. */
export interface WalksUnderWay {
  readonly walks: number;
  readonly done: number;
  readonly total: number;
}

export async function walksUnderWay(connection: Connection): Promise<WalksUnderWay> {
  const found = await connection
    .collection<WalkDocument>(CREDENTIAL_WALKS.name)
    .find({ finishedAt: null })
    .toArray();
  return {
    walks: found.length,
    done: found.reduce((sum, { done }) => sum + done, 0),
    total: found.reduce((sum, walk) => sum + shownTotal(walk), 0),
  };
}
