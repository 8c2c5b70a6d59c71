import type { Instant } from '#decider/brand.js';
import type { Connection, mongo } from 'mongoose';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import type { ReactionsConfiguration } from '#configuration/reactions.js';
import { crashPoint } from '#runtime/crash-points.js';
import type { Logger } from '#runtime/logging/logger.js';
import { idOf } from '../deadlines/deadline-document.js';
import type { Deadlines } from '../deadlines/deadlines.js';
import type { LiveWork } from '../live-work.js';
import { areOldEventsRead } from '../deadlines/old-events.js';
import { credentialOfDeadline, later } from '../react.js';
import type { WalkEdge } from '../reaction.js';
import { CREDENTIAL_WALKS, type WalkDocument } from './walk-document.js';
import { nextReasonAt, reasonOf, type WalkReasonDependencies } from './walk-reason.js';

/** Every credential whose last day is not over has one: it is the list that is walked. */
const LIST = 'credential-expiry';

/** The list is not whole yet: looked again so much later, milliseconds. */
const WAITS_FOR_LIST_MS = 5_000;

/** A line in the log for each so many batches. */
const TOLD_EVERY_BATCHES = 20;

export interface CredentialWalksDependencies extends WalkReasonDependencies {
  readonly connection: Connection;
  readonly deadlines: Pick<Deadlines, 'set' | 'namesOf' | 'count'>;
  readonly live: Pick<LiveWork, 'busy'>;
  readonly logger: Logger;
}

/** See the settings. */
export type WalkLimits = Pick<ReactionsConfiguration, 'walkBatch' | 'deadlinesAtOnce'>;

/** One credential, and whose case it was issued on. */
export interface WalkedCredential {
  readonly credentialId: CredentialId;
  readonly applicationId: ApplicationId;
}

/** Looks at one. @throws what passes by itself: the batch comes again */
export type Look = (credential: WalkedCredential) => Promise<void>;

/**
 * Looks at every credential again when something touches all of them: a directive, or what policy says of grounds. One
 * deadline does one batch and sets itself for the next, so that events and other deadlines have their turn in between;
 * how far it is, is kept after each. Repeated, also by two processes at a time, it changes nothing.
 */
export class CredentialWalks {
  private readonly kept: mongo.Collection<WalkDocument>;

  constructor(
    private readonly dependencies: CredentialWalksDependencies,
    private readonly limits: WalkLimits,
  ) {
    this.kept = dependencies.connection.collection<WalkDocument>(CREDENTIAL_WALKS.name);
  }

  /** The next batch of the walk that the edge asks for; a walk that is finished is not begun again for the same reason. */
  async step(edge: WalkEdge, at: Instant, look: Look): Promise<void> {
    const { connection, deadlines, policy } = this.dependencies;
    const reason = await reasonOf(this.dependencies, edge, at);
    if (reason === undefined) return;
    if (!(await areOldEventsRead(connection, LIST)))
      return deadlines.set({ ...edge, due: later(at, WAITS_FOR_LIST_MS) });
    const last = await this.kept.findOne({ _id: idOf(edge) });
    const walk = last?.reason === reason ? last : await this.begin(edge, reason, at);
    if (walk.finishedAt === null && !(await this.batch(walk, at, look)))
      return deadlines.set({ ...edge, due: at });
    const due = nextReasonAt(policy, edge, at);
    if (due !== undefined) await deadlines.set({ ...edge, due });
  }

  /** Whether any was under way at that moment or later: what came on the list since may have come behind it. */
  async anySince(at: Instant): Promise<boolean> {
    const found = await this.kept.findOne({ $or: [{ finishedAt: null }, { finishedAt: { $gte: at } }] });
    return found !== null;
  }

  private async begin(edge: WalkEdge, reason: string, at: Instant): Promise<WalkDocument> {
    const _id = idOf(edge);
    const total = await this.dependencies.deadlines.count(LIST);
    const walk = { _id, reason, after: '', done: 0, total, startedAt: at, finishedAt: null };
    await this.kept.replaceOne({ _id }, walk, { upsert: true });
    this.tell(walk, 'begins');
    return walk;
  }

  /** True: it was the last one. */
  private async batch(walk: WalkDocument, at: Instant, look: Look): Promise<boolean> {
    const { walkBatch } = this.limits;
    const names = await this.dependencies.deadlines.namesOf(LIST, { after: walk.after, most: walkBatch });
    await this.lookAt(names.map(credentialOfDeadline), look);
    crashPoint('walk.before-progress');
    const isLast = names.length < walkBatch;
    const done = walk.done + names.length;
    const { _id, reason, startedAt } = walk;
    const now: WalkDocument = {
      _id,
      reason,
      startedAt,
      after: names.at(-1) ?? walk.after,
      done,
      total: isLast ? done : walk.total,
      finishedAt: isLast ? at : null,
    };
    // Somebody else may have done the same batch meanwhile, and be further by now.
    const { matchedCount } = await this.kept.replaceOne(
      { _id, reason, after: walk.after, done: walk.done },
      now,
    );
    crashPoint('walk.after-progress');
    if (matchedCount === 0) return false;
    if (isLast) this.tell(now, 'is finished');
    else if (Math.floor(done / walkBatch) % TOLD_EVERY_BATCHES === 0) this.tell(now, 'goes on');
    return isLast;
  }

  /** Some side by side; one by one while events are reacted to. */
  private async lookAt(credentials: readonly WalkedCredential[], look: Look): Promise<void> {
    for (let from = 0; from < credentials.length;) {
      const most = this.dependencies.live.busy ? 1 : this.limits.deadlinesAtOnce;
      const looks = await Promise.allSettled(credentials.slice(from, from + most).map(look));
      for (const one of looks) if (one.status === 'rejected') throw one.reason;
      from += most;
    }
  }

  private tell({ _id, done, total }: WalkDocument, what: string): void {
    this.dependencies.logger.info(
      { walk: _id, done, total },
      `process manager: a look at every credential ${what}`,
    );
  }
}
