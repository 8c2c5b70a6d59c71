import type { Instant, Subject } from '#decider/brand.js';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Connection, QueryFilter } from 'mongoose';
import type { ApplicationId, Day, TrackingNumber } from '#domain/kernel/brand.js';
import { awaitRevision } from '#projections/await-revision.js';
import { cursorAt, type CursorPlace, placeInCursor } from '#projections/cursor.js';
import { overSwaps } from '#projections/over-swaps.js';
import type { Stored } from '#projections/stored.js';
import type { Read, Visibility } from '#projections/visibility.js';
import { entriesOf } from './credential-section.js';
import type {
  ApplicationStatus,
  ApplicationStatusDocument,
  CredentialEntry,
  TimelineEntry,
} from './document.js';
import { type Freshness, isNewEnough } from './freshness.js';
import { applicationStatusModel } from './schema.js';
import { statusOf } from './view.js';

/** Longest time between two looks of `follow` when no write is heard of. */
const FOLLOW_PAUSE_MS = 1_000;

/** A person has one more every three months at the most. */
const MOST_CREDENTIALS = 100;

export type OwnCredential = CredentialEntry & { readonly applicationId: ApplicationId };

type Found = Stored<ApplicationStatusDocument>;

/** A revoked credential that another may follow, by an officer's decision. */
export interface ReplaceableCredential extends Pick<
  CredentialEntry,
  'credentialId' | 'category' | 'ground' | 'validUntil'
> {
  readonly applicationId: ApplicationId;
  readonly trackingNumber: TrackingNumber;
  readonly revokedAt: Instant;
  /** What it was revoked for was put right. */
  readonly since: Instant;
}

export interface ReplaceablePage {
  /** Oldest first. */
  readonly entries: readonly ReplaceableCredential[];
  /** Undefined: there is no more. */
  readonly next: string | undefined;
}

/** Before every moment. */
const START: CursorPlace = { at: '', id: '' };

export interface StatusPage {
  readonly entries: readonly ApplicationStatus[];
  /** Undefined: there is no more. */
  readonly next: string | undefined;
}

/** Where an application stands and why. */
export class ApplicationStatusQueries {
  private readonly model;

  constructor(
    connection: Connection,
    private readonly visibility: Visibility,
  ) {
    this.model = applicationStatusModel.on(connection);
  }

  /** By application id; read-your-writes with the revisions and `waitMs`. Nothing asked: what is there, at once. */
  async byId(id: string, freshness: Freshness = {}): Promise<Read<ApplicationStatus>> {
    const { waitMs, ...asked } = freshness;
    if (Object.values(asked).every((revision) => revision === undefined))
      return { document: await this.find(id), reached: true };
    return awaitRevision(
      () => this.find(id),
      this.visibility,
      { model: applicationStatusModel, id },
      (status) => isNewEnough(status, freshness),
      waitMs,
    );
  }

  /** The newest of what happened, oldest first; null: no such application. */
  async timeline(id: string): Promise<readonly TimelineEntry[] | null> {
    return (await this.find(id))?.timeline ?? null;
  }

  /**
   * By tracking number (normalised) and the last four digits of the identity number. A wrong number, wrong digits
   * and an erased person get the same answer after the same work, so nothing can be learnt by guessing.
   */
  async byTracking(trackingNumber: TrackingNumber, lastFour: string): Promise<ApplicationStatus | null> {
    const status = statusOf(
      await this.model.findOne({ 'application.trackingNumber': trackingNumber }).lean<Found>(),
    );
    const known = status === null || status.identity === 'erased' ? 'none' : status.identity.lastFour;
    return sameText(known, lastFour) ? status : null;
  }

  /** By tracking number, for the person it is about, under any of their pseudonyms; null for anybody else. */
  async ownByTracking(
    trackingNumber: TrackingNumber,
    subjects: readonly Subject[],
  ): Promise<ApplicationStatus | null> {
    const stored = await this.model.findOne({ 'application.trackingNumber': trackingNumber }).lean<Found>();
    const owners = [stored?.application?.subject, stored?.credential?.subject];
    return subjects.some((subject) => owners.includes(subject)) ? statusOf(stored) : null;
  }

  /** The credentials issued to these pseudonyms, the one issued last first, `MOST_CREDENTIALS` at most. */
  async credentials(subjects: readonly Subject[]): Promise<readonly OwnCredential[]> {
    const found = await overSwaps(() =>
      this.model
        .find({ 'credential.subject': { $in: subjects } })
        .sort({ 'credential.issuedAt': -1, _id: -1 })
        .limit(MOST_CREDENTIALS)
        .lean<Found[]>(),
    );
    const all = found.flatMap(({ _id, credential }) => {
      const applicationId = _id as ApplicationId; // the model's documents are named after their applications
      return credential === undefined ? [] : entriesOf(credential).map((one) => ({ ...one, applicationId }));
    });
    // What followed a revoked one may be newer than another case's. Sorting keeps the order of one case.
    return all.sort((a, b) => Date.parse(b.issuedAt) - Date.parse(a.issuedAt)).slice(0, MOST_CREDENTIALS);
  }

  /**
   * The revoked credentials that another may follow, whose last day is not over on `today` (in Riyadh); `limit` from 1 to
   * 100. Undefined: the cursor is none of ours.
   */
  async replaceable(
    today: Day,
    { limit = 25, cursor }: { readonly limit?: number; readonly cursor?: string },
  ): Promise<ReplaceablePage | undefined> {
    const most = Math.min(Math.max(limit, 1), 100);
    const after = cursor === undefined ? START : placeInCursor(cursor);
    if (after === undefined) return undefined;
    const filter: QueryFilter<unknown> = {
      // A text is never null: what none may follow is not found.
      'credential.replaceableSince': { $gte: after.at },
      'credential.validUntil.gregorian': { $gte: today },
      ...(after.id !== '' && {
        $or: [{ 'credential.replaceableSince': { $gt: after.at } }, { _id: { $gt: after.id } }],
      }),
    };
    const found = await overSwaps(() =>
      this.model
        .find(filter)
        .sort({ 'credential.replaceableSince': 1, _id: 1 })
        .limit(most + 1)
        .lean<Found[]>(),
    );
    const entries = found.slice(0, most).flatMap(replaceableIn);
    const last = entries.at(-1);
    const more = found.length > most && last !== undefined;
    return { entries, next: more ? cursorAt({ at: last.since, id: last.applicationId }) : undefined };
  }

  /** The application with this tracking number; undefined: none is visible. Who may see it is for the caller to know. */
  async idOf(trackingNumber: TrackingNumber): Promise<ApplicationId | undefined> {
    const found = await this.model
      .findOne({ 'application.trackingNumber': trackingNumber }, { _id: 1 })
      .lean<{ readonly _id: string }>();
    return found === null ? undefined : (found._id as ApplicationId); // the model's key is the application's id
  }

  /**
   * The applications under these pseudonyms, newest first; `limit` from 1 to 100. Undefined: the cursor is none of ours.
   */
  async page(
    subjects: readonly Subject[],
    { limit = 20, cursor }: { readonly limit?: number; readonly cursor?: string },
  ): Promise<StatusPage | undefined> {
    const most = Math.min(Math.max(limit, 1), 100);
    const before = cursor === undefined ? undefined : placeInCursor(cursor);
    if (cursor !== undefined && before === undefined) return undefined;
    const found = await overSwaps(() =>
      this.model
        .find({
          'application.subject': { $in: subjects },
          ...(before !== undefined && {
            $or: [
              { 'application.dates.started': { $lt: before.at } },
              { 'application.dates.started': before.at, _id: { $lt: before.id } },
            ],
          }),
        })
        .sort({ 'application.dates.started': -1, _id: -1 })
        .limit(most + 1)
        .lean<Found[]>(),
    );
    const entries = found.slice(0, most).flatMap((stored) => statusOf(stored) ?? []);
    const last = entries.at(-1);
    const more = found.length > most && last !== undefined;
    return { entries, next: more ? cursorAt({ at: last.dates.started, id: last.applicationId }) : undefined };
  }

  /** The status now, and again after every change of any of its sections, until the signal aborts. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<ApplicationStatus, void, undefined> {
    const watch = this.visibility.watch(applicationStatusModel, id);
    signal.addEventListener('abort', () => watch.close(), { once: true });
    let seen: string | undefined;
    try {
      while (!signal.aborted) {
        const stored = await this.model.findById(id).lean<Found>();
        const status = statusOf(stored);
        if (stored !== null && status !== null && stored.guard.applied !== seen) {
          seen = stored.guard.applied;
          yield status;
        } else {
          await watch.next(FOLLOW_PAUSE_MS);
        }
      }
    } finally {
      watch.close();
    }
  }

  private async find(id: string): Promise<ApplicationStatus | null> {
    return statusOf(await this.model.findById(id).lean<Found>());
  }
}

function replaceableIn({ _id, application, credential }: Found): readonly ReplaceableCredential[] {
  // The application's own events may not be there yet: they are on their way.
  if (application === undefined || credential === undefined || credential.replaceableSince === null)
    return [];
  const {
    credentialId,
    category,
    ground,
    validUntil,
    since: revokedAt,
    replaceableSince: since,
  } = credential;
  const applicationId = _id as ApplicationId; // the model's documents are named after their applications
  const { trackingNumber } = application;
  return [{ applicationId, trackingNumber, credentialId, category, ground, validUntil, revokedAt, since }];
}

/** In a time that does not depend on where the texts differ, nor on their lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
