import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { trackingNumberOf } from '#domain/identifiers/tracking-number.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId, TrackingNumber } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';
import { type Freshness, isNewEnough } from '#read-models/application-status/freshness.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { IsCaseInLog } from '#use-cases/application/case-in-log.js';
import { CasesOfPerson } from '#use-cases/cases-of-person.js';
import type { NewestHeld } from '#use-cases/credential/newest-held.js';
import { Actors } from '../commands/actors.js';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';
import type { Viewer } from './status-answer.js';

export interface SeenCase {
  readonly status: ApplicationStatus;
  readonly viewer: Viewer;
}

/** Reads cases as their viewers may: an applicant their own, officers and operators all. */
@Injectable()
export class OwnCases {
  constructor(
    private readonly statuses: ApplicationStatusQueries,
    private readonly actors: Actors,
    private readonly queries: QueryBus,
    @Inject(API_LIMITS) private readonly limits: Pick<ApiLimits, 'maxWaitMs' | 'defaultWaitMs'>,
  ) {}

  /**
   * The case, as new as asked. What is in the log and cannot be seen yet is waited for, asked or not: nobody is told
   * that what they started does not exist.
   * @throws ProblemError `application-not-found` (404), also for somebody else's case, before anything is waited for;
   * `application-not-visible-yet` (503) when what was asked for could not be seen in the time given;
   * `invalid-request` (400) for a longer wait than there may be.
   */
  async see(id: ApplicationId, caller: Principal, freshness: Freshness = {}): Promise<SeenCase> {
    const asked = { minRevision: 0n, ...freshness, waitMs: this.patience(freshness.waitMs) };
    const viewer = viewerOf(caller);
    const actor = this.actors.of(caller, viewer);
    const { document } = await this.statuses.byId(id);
    if (!(await this.maySee(id, actor, document))) throw new ProblemError('application-not-found');
    if (document !== null && isNewEnough(document, asked)) return { status: document, viewer };
    const later = await this.statuses.byId(id, asked);
    if (later.document === null || !later.reached) throw notYet(later.document);
    return { status: later.document, viewer };
  }

  /**
   * Waits as `see` does for what is in the log and not visible yet. Nothing to wait for when it is visible, or is no
   * case: a slot may be held by a start that never came.
   */
  async awaitStarted(id: ApplicationId, caller: Principal): Promise<void> {
    const { document } = await this.statuses.byId(id);
    if (document !== null) return;
    const actor = this.actors.of(caller, 'applicant');
    if (await this.queries.execute(new IsCaseInLog(id, actor))) await this.see(id, caller);
  }

  /**
   * Waits as `see` does until the credential they hold is visible, as new as the log has it.
   * @throws ProblemError `application-not-visible-yet` (503)
   */
  async awaitHeld({ applicationId, credentialId, revision }: NewestHeld): Promise<void> {
    const waitMs = this.patience(undefined);
    const { document, reached } = await this.statuses.byId(applicationId, {
      minCredential: { credentialId, revision },
      waitMs,
    });
    if (!reached) throw notYet(document);
  }

  /**
   * The application with this tracking number, for whoever may see it.
   * @throws ProblemError `application-not-found` (404)
   */
  async idOf(trackingNumber: TrackingNumber, caller: Principal): Promise<ApplicationId> {
    const visible = await this.statuses.idOf(trackingNumber);
    if (visible !== undefined) return visible;
    if (viewerOf(caller) !== 'applicant') throw new ProblemError('application-not-found');
    // Started a moment ago: the log knows.
    const subject = this.actors.subject(this.actors.identity(caller));
    const { open } = await this.queries.execute(new CasesOfPerson(subject));
    const started = open.find((id) => trackingNumberOf(id) === trackingNumber);
    if (started === undefined) throw new ProblemError('application-not-found');
    return started;
  }

  private async maySee(id: ApplicationId, actor: Actor, status: ApplicationStatus | null): Promise<boolean> {
    if (status !== null && (actor.kind !== 'applicant' || actor.id === status.subject)) return true;
    return this.queries.execute(new IsCaseInLog(id, actor));
  }

  private patience(waitMs: number | undefined): number {
    const { maxWaitMs, defaultWaitMs } = this.limits;
    if (waitMs === undefined) return Math.min(defaultWaitMs, maxWaitMs);
    if (waitMs <= maxWaitMs) return waitMs;
    const error = { at: 'query:waitMs', code: 'field-range', params: { maximum: maxWaitMs } };
    throw new ProblemError('invalid-request', { errors: [error] });
  }
}

/** Whoever has several roles sees as the one that sees most. */
export function viewerOf({ roles }: Principal): Viewer {
  if (roles.has('officer')) return 'officer';
  return roles.has('operator') ? 'operator' : 'applicant';
}

/** Names the revision that can be seen, if any can. */
function notYet(status: ApplicationStatus | null): ProblemError {
  return new ProblemError('application-not-visible-yet', {
    headers: { 'retry-after': '1' },
    ...(status !== null && { extra: { revision: Number(status.revision) } }),
  });
}
