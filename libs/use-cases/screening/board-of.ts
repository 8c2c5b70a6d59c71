import type { Instant } from '#decider/brand.js';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { caseOf, isClosed, type StartedApplication } from '#domain/application/application.js';
import { evaluateConditions, undated } from '#domain/conditions/evaluate.js';
import { CONDITION_IDS, type ConditionOutcome } from '#domain/conditions/outcome.js';
import { type FactRequest, factRequestDecider } from '#domain/fact-request/fact-request.js';
import type { Actor } from '#domain/kernel/actor.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { type Refusal, refuse } from '#decider/decider.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { caseInLog } from '../application/case-in-log.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { Subjects } from '../subjects.js';
import { evidenceFor, gatherSources } from './evidence.js';

/**
 * `now`: looked at for this answer, of a draft; `screening`: as last screened; `none`: it never came to a screening;
 * `erased`: what was found was erased with the person's data.
 */
export interface BoardAsOf {
  readonly basis: 'now' | 'screening' | 'none' | 'erased';
  readonly board: readonly ConditionOutcome[];
  /** The case has not ended. */
  readonly runs: boolean;
  /** What services were asked for and have not told; nobody is asked about a draft. */
  readonly requests: readonly FactRequest[];
}

/** Where each condition of a case stands: an applicant sees what is open before anything is paid or sent. */
export class BoardOf extends Query<BoardAsOf | Refusal> {
  constructor(
    readonly applicationId: ApplicationId,
    readonly actor: Actor,
    readonly at: Instant,
  ) {
    super();
  }
}

@QueryHandler(BoardOf)
export class BoardOfHandler implements IQueryHandler<BoardOf> {
  constructor(
    private readonly log: EventLog,
    private readonly policies: Policies,
    private readonly subjects: Subjects,
  ) {}

  async execute({ applicationId, actor, at }: BoardOf): Promise<BoardAsOf | Refusal> {
    const state = await caseInLog(this.log, applicationId, actor);
    if (state === undefined) return refuse('application-not-found');
    const runs = !isClosed(state);
    const unasked = { runs, requests: [] };
    if (state.phase === 'draft') return { basis: 'now', board: await this.lookAt(state, at), ...unasked };
    if (!('board' in state) || state.screened === undefined) return { basis: 'none', board: [], ...unasked };
    const board = CONDITION_IDS.flatMap((id) => state.board[id] ?? []);
    const asked = await this.log.load(factRequestDecider, streams.request(applicationId));
    return {
      basis: board.length > 0 ? 'screening' : 'erased',
      board: runs ? board : undated(board),
      runs,
      requests: asked.state.open,
    };
  }

  private async lookAt(draft: StartedApplication, at: Instant): Promise<readonly ConditionOutcome[]> {
    const { sources } = await gatherSources({ log: this.log, subjects: this.subjects }, { ...draft, at });
    return evaluateConditions(evidenceFor(caseOf(draft), sources, at), this.policies.current);
  }
}
