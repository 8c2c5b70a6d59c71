import type { Connection, QueryFilter } from 'mongoose';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { revisionOf } from '../runtime/applied.js';
import { overSwaps } from '../runtime/over-swaps.js';
import type { Stored } from '../runtime/stored.js';
import type {
  ReviewQueueDocument,
  ReviewQueueEntry,
  ReviewQueueFilter,
  ReviewQueuePage,
} from './document.js';
import { reviewQueueModel } from './schema.js';

type Found = Stored<ReviewQueueDocument>;

/** What waits for an officer. */
export class ReviewQueueQueries {
  private readonly model;

  constructor(connection: Connection) {
    this.model = reviewQueueModel.on(connection);
  }

  /** Oldest first. A cursor that is none of ours starts from the beginning. */
  async page(filter: ReviewQueueFilter = {}): Promise<ReviewQueuePage> {
    const limit = Math.min(Math.max(filter.limit ?? 25, 1), 100);
    const found = await overSwaps(() =>
      this.model
        .find(conditions(filter))
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

function conditions({ cursor, category, claimedBy }: ReviewQueueFilter): QueryFilter<unknown> {
  const after = placeOf(cursor);
  return {
    // A text is never null: who is not in the queue is not found.
    'application.since': { $gte: after.since },
    ...(after.id !== '' && {
      $or: [{ 'application.since': { $gt: after.since } }, { _id: { $gt: after.id } }],
    }),
    ...(category !== undefined && { 'application.category': category }),
    ...(claimedBy !== undefined && { 'application.claimedBy': claimedBy === 'nobody' ? null : claimedBy }),
  };
}

function entryOf({ _id, guard, application }: Found): readonly ReviewQueueEntry[] {
  if (application === undefined || application.since === null) return [];
  const { since, ...rest } = application;
  const applicationId = _id as ApplicationId; // the model's key is the application's id
  return [{ ...rest, since, applicationId, revision: revisionOf(guard.applied, `application-${_id}`) }];
}

const cursorOf = ({ since, applicationId }: ReviewQueueEntry) =>
  Buffer.from(`${since} ${applicationId}`).toString('base64url');

function placeOf(cursor: string | undefined): { readonly since: string; readonly id: string } {
  const text = Buffer.from(cursor ?? '', 'base64url').toString();
  const [, since = '', id = ''] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([\w-]+)$/.exec(text) ?? [];
  return { since, id };
}
