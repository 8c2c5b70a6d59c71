import type { Connection, QueryFilter } from 'mongoose';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { appliedRevisionOf } from '#projections/applied.js';
import { cursorAt, type CursorPlace, placeInCursor } from '#projections/cursor.js';
import { overSwaps } from '#projections/over-swaps.js';
import type { Stored } from '#projections/stored.js';
import type {
  ReviewQueueDocument,
  ReviewQueueEntry,
  ReviewQueueFilter,
  ReviewQueuePage,
} from './document.js';
import { reviewQueueModel } from './schema.js';

/** Before every moment. */
const START: CursorPlace = { at: '', id: '' };

type Found = Stored<ReviewQueueDocument>;

/** What waits for an officer. */
export class ReviewQueueQueries {
  private readonly model;

  constructor(connection: Connection) {
    this.model = reviewQueueModel.on(connection);
  }

  /** Oldest first. Undefined: the cursor is none of ours. */
  async page(filter: ReviewQueueFilter = {}): Promise<ReviewQueuePage | undefined> {
    const limit = Math.min(Math.max(filter.limit ?? 25, 1), 100);
    const after = filter.cursor === undefined ? START : placeInCursor(filter.cursor);
    if (after === undefined) return undefined;
    const found = await overSwaps(() =>
      this.model
        .find(conditions(filter, after))
        .sort({ 'application.since': 1, _id: 1 })
        .limit(limit + 1)
        .lean<Found[]>(),
    );
    const entries = found.slice(0, limit).flatMap(entryOf);
    const last = entries.at(-1);
    return { entries, next: found.length > limit && last !== undefined ? cursorOf(last) : undefined };
  }

  /** One application's place in the queue; null: not in the queue. */
  async byId(id: string): Promise<ReviewQueueEntry | null> {
    const found = await this.model.findById(id).lean<Found>();
    return found === null ? null : (entryOf(found)[0] ?? null);
  }
}

function conditions({ category, claimedBy }: ReviewQueueFilter, after: CursorPlace): QueryFilter<unknown> {
  return {
    // A text is never null: who is not in the queue is not found.
    'application.since': { $gte: after.at },
    ...(after.id !== '' && {
      $or: [{ 'application.since': { $gt: after.at } }, { _id: { $gt: after.id } }],
    }),
    ...(category !== undefined && { 'application.category': category }),
    ...(claimedBy !== undefined && { 'application.claimedBy': claimedBy === 'nobody' ? null : claimedBy }),
  };
}

function entryOf({ _id, guard, application }: Found): readonly ReviewQueueEntry[] {
  if (application === undefined || application.since === null) return [];
  const { since, ...rest } = application;
  const applicationId = _id as ApplicationId; // the model's key is the application's id
  return [
    { ...rest, since, applicationId, revision: appliedRevisionOf(guard.applied, `application-${_id}`) },
  ];
}

const cursorOf = ({ since, applicationId }: ReviewQueueEntry) => cursorAt({ at: since, id: applicationId });
