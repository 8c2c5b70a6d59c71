import { Injectable } from '@nestjs/common';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#platform/auth/principal.js';
import { ProblemError } from '#platform/problems/problem.js';
import type { ApplicationStatus } from '#read-models/application-status/document.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import type { Freshness } from '#read-models/runtime/visibility.js';
import { Actors } from '../commands/actors.js';
import type { Viewer } from './status-answer.js';

export interface SeenCase {
  readonly status: ApplicationStatus;
  readonly reached: boolean;
  readonly viewer: Viewer;
}

/** Reads cases as their viewers may: an applicant their own, officers and operators all. */
@Injectable()
export class OwnCases {
  constructor(
    private readonly statuses: ApplicationStatusQueries,
    private readonly actors: Actors,
  ) {}

  /**
   * @throws ProblemError `application-not-found` (404), also for somebody else's case; `application-not-visible-yet`
   * (404) when a revision was asked for and nothing could be seen in the time given.
   */
  async see(id: ApplicationId, caller: Principal, freshness: Freshness = {}): Promise<SeenCase> {
    const viewer = viewerOf(caller);
    const { document, reached } = await this.statuses.byId(id, freshness);
    if (document === null) throw notThere(freshness);
    if (viewer === 'applicant' && document.subject !== this.actors.subject(this.actors.identity(caller))) {
      throw notThere(freshness);
    }
    return { status: document, reached, viewer };
  }
}

/** Whoever has several roles sees as the one that sees most. */
function viewerOf({ roles }: Principal): Viewer {
  if (roles.has('officer')) return 'officer';
  return roles.has('operator') ? 'operator' : 'applicant';
}

/** The same answer for what is not there and what is somebody else's. */
function notThere({ minRevision }: Freshness): ProblemError {
  if (minRevision === undefined) return new ProblemError('application-not-found');
  return new ProblemError('application-not-visible-yet', { headers: { 'retry-after': '1' } });
}
