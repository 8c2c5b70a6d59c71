import type { Instant, Subject } from '#decider/brand.js';
import type { CommandBus } from '@nestjs/cqrs';
import type { Unsettled } from '#domain/fees/fees.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { CommandContext } from '#use-cases/command-context.js';
import { EscalateApplication, LapseApplication } from '#use-cases/application/end-application.js';
import { ExpireCredential } from '#use-cases/credential/expire-credential.js';
import { FollowReplacement } from '#use-cases/credential/follow-replacement.js';
import { LookAtNumber } from '#use-cases/credential/look-at-number.js';
import { type GroundsLookedAt, ReassessCredential } from '#use-cases/credential/reassess-credential.js';
import { CheckMoney } from '#use-cases/fees/check-money.js';
import { CompleteErasure, LapseErasure } from '#use-cases/erasure/end-erasure.js';
import { ReleaseFunds, ReserveFunds } from '#use-cases/fees/funds.js';
import { AskAgain } from '#use-cases/fact-request/ask-again.js';
import { AskForFacts } from '#use-cases/fact-request/ask-for-facts.js';
import { IssueIdentity } from '#use-cases/issuing/issue-identity.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { ReconsiderPerson } from '#use-cases/screening/reconsider-person.js';
import { ScreenApplication } from '#use-cases/screening/screen-application.js';
import { ReleaseSlot } from '#use-cases/slot/release-slot.js';
import { RepairSlot, RepairSlots } from '#use-cases/slot/repair-slot.js';
import { derivedId } from '#use-cases/ids.js';
import type { Deadlines } from './deadlines/deadlines.js';
import { messageOfPoison, poisonOf } from './reaction-poison.js';
import type { CredentialWalks } from './walks/credential-walks.js';
import type { Eraser } from './erasure/eraser.js';
import { factRequest } from './requests/asking.js';
import type { RequestDelivery } from './requests/request-delivery.js';
import type { WebhookCalls } from './webhooks/webhook-calls.js';
import {
  erasureOf,
  groundCheck,
  later,
  moneyCheck,
  WAITING_CASES_CHECKED_EVERY_MS,
  waitingCasesCheck,
} from './react.js';
import type { Deadline, Reaction } from './reaction.js';

/** Ids of cases, by where they stand now: lists to ask, never a ground to decide on. */
export interface CaseIds {
  readonly open: () => Promise<readonly ApplicationId[]>;
  /** Those that wait for what somebody else has to report. */
  readonly waiting: () => Promise<readonly ApplicationId[]>;
}

/** A command that was refused is an answer; it is counted and told here, with the reaction it came from. */
export type ToldRefused = (reaction: Reaction['do'], code: string, cause: CommandContext) => void;

/** Money nobody has settled for a day or more is an operator's to ask after; told once a day. */
export type ToldUnsettled = (what: Unsettled['what'], applicationId: ApplicationId) => void;

/** What could not be looked at with the others stands by itself from now on, as that deadline. */
export type ToldLeft = (left: Pick<Deadline, 'kind' | 'of'>, error: unknown) => void;

/** A service has not told what it was asked for within its service level; told once. */
export type ToldLate = (service: string, applicationId: ApplicationId) => void;

/** Who is told of what an operator has to know of. */
export interface Tells {
  readonly refused: ToldRefused;
  readonly unsettled: ToldUnsettled;
  readonly left: ToldLeft;
  readonly late: ToldLate;
}

export interface CarryOutDependencies {
  readonly bus: CommandBus;
  readonly deadlines: Deadlines;
  readonly caseIds: CaseIds;
  readonly walks: Pick<CredentialWalks, 'step' | 'anySince'>;
  readonly eraser: Pick<Eraser, 'erase' | 'settle' | 'show' | 'settleMs'>;
  readonly requests: Pick<RequestDelivery, 'deliver'>;
  readonly webhooks: Pick<WebhookCalls, 'call'>;
}

/** Carries a reaction out. Every command's id derives from its cause, so that repeating a reaction changes nothing. */
export class CarryOut {
  constructor(
    private readonly dependencies: CarryOutDependencies,
    private readonly tells: Tells,
  ) {}

  async run(reaction: Reaction, cause: CommandContext): Promise<void> {
    const context = (of = ''): CommandContext => ({
      ...cause,
      commandId: derivedId(cause.causationId, `${reaction.do}${of}`),
      requestHash: reaction.do,
    });
    const screenAll = async (cases: readonly ApplicationId[]): Promise<void> => {
      for (const id of cases) {
        try {
          this.told(
            reaction,
            cause,
            await this.dependencies.bus.execute(new ScreenApplication(context(`:${id}`), id)),
          );
        } catch (error) {
          await this.leave({ kind: 'screening', of: id, due: cause.at }, error, cause);
        }
      }
    };
    switch (reaction.do) {
      case 'reserve-funds':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new ReserveFunds(context(), reaction.applicationId)),
        );
      case 'release-funds':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(
            new ReleaseFunds(context(), reaction.applicationId, reaction.reason),
          ),
        );
      case 'release-slot':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new ReleaseSlot(context(), reaction.applicationId)),
        );
      case 'screen':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new ScreenApplication(context(), reaction.applicationId)),
        );
      case 'issue':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new IssueIdentity(context(), reaction.applicationId)),
        );
      case 'reconsider-person': {
        const done = await this.dependencies.bus.execute(new ReconsiderPerson(context(), reaction.subject));
        this.told(reaction, cause, done);
        return done.kind === 'done' ? this.lookAgain(done.answer.grounds) : undefined;
      }
      case 'reassess-credential': {
        const { credentialId, applicationId, ifWalkedSince } = reaction;
        if (ifWalkedSince !== undefined && !(await this.dependencies.walks.anySince(ifWalkedSince))) return;
        return this.reassess(reaction, context(), { credentialId, applicationId }, cause);
      }
      case 'reconsider-open-cases':
        return screenAll(await this.dependencies.caseIds.open());
      case 'date-waiting-cases':
        await screenAll(
          await this.dependencies.deadlines.without(
            'waiting-check',
            await this.dependencies.caseIds.waiting(),
          ),
        );
        return this.dependencies.deadlines.set(waitingCasesCheck(cause.at, WAITING_CASES_CHECKED_EVERY_MS));
      case 'lapse':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new LapseApplication(context(), reaction.applicationId)),
        );
      case 'escalate':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new EscalateApplication(context(), reaction.applicationId)),
        );
      case 'recheck':
        return this.recheck(
          reaction,
          cause,
          await this.dependencies.bus.execute(new ScreenApplication(context(), reaction.applicationId)),
        );
      case 'walk-credentials':
        return this.dependencies.walks.step(reaction.edge, cause.at, async (credential) => {
          try {
            await this.reassess(reaction, context(`:${credential.credentialId}`), credential, cause);
          } catch (error) {
            await this.leave(groundCheck(credential, cause.at), error, cause);
          }
        });
      case 'expire-credential':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(
            new ExpireCredential(context(), reaction.credentialId, reaction.applicationId),
          ),
        );
      case 'follow-replacement':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(
            new FollowReplacement(context(), reaction.credentialId, reaction.applicationId),
          ),
        );
      case 'look-at-number':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(
            new LookAtNumber(context(), reaction.credentialId, reaction.applicationId),
          ),
        );
      case 'check-money':
        return this.checkMoney(context(), reaction.applicationId);
      case 'repair-slot':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new RepairSlot(context(), reaction.subject)),
        );
      case 'repair-slots':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new RepairSlots(context(), reaction.subject)),
        );
      case 'erase':
        return this.erase(reaction.subject, cause);
      case 'complete-erasure': {
        const cases = await this.dependencies.eraser.settle(reaction.subject);
        if (cases === undefined) return;
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new CompleteErasure(context(), reaction.subject, cases)),
        );
      }
      case 'lapse-erasure':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new LapseErasure(context(), reaction.subject)),
        );
      case 'list-erasure':
        return this.dependencies.eraser.show(reaction.subject);
      case 'ask-for-facts':
        return this.told(
          reaction,
          cause,
          await this.dependencies.bus.execute(new AskForFacts(context(), reaction.applicationId)),
        );
      case 'ask-again':
        return this.askAgain(context(), reaction);
      case 'deliver-request':
        return this.dependencies.requests.deliver(reaction, cause);
      case 'call-webhook':
        return this.dependencies.webhooks.call(reaction.webhook, cause);
      case 'set-deadline':
        return this.dependencies.deadlines.set(reaction.deadline);
      case 'clear-deadlines':
        return this.dependencies.deadlines.clear(reaction.of);
    }
  }

  private async reassess(
    reaction: Reaction,
    context: CommandContext,
    held: ReassessCredential['held'],
    cause: CommandContext,
  ): Promise<void> {
    const done = await this.dependencies.bus.execute(new ReassessCredential(context, held));
    this.told(reaction, cause, done);
    if (done.kind === 'done') await this.lookAgain(done.answer);
  }

  /**
   * When time alone changes the grounds of what is held. Nothing is put off or cleared by it: who looked at the same time
   * may have known more. One that is set for nothing finds nothing to change.
   */
  private async lookAgain(looked: GroundsLookedAt | undefined): Promise<void> {
    if (looked?.changesAt !== undefined)
      await this.dependencies.deadlines.bringForward(groundCheck(looked.held, looked.changesAt));
  }

  /** Fired before its time (one of an old event may be) it is moved to when it is: nobody else would set it again. */
  private async recheck(
    reaction: Extract<Reaction, { do: 'recheck' }>,
    cause: CommandContext,
    screened: Outcome<{ readonly lookAgainAt: Instant | undefined }>,
  ): Promise<void> {
    this.told(reaction, cause, screened);
    const next = screened.kind === 'done' ? screened.answer.lookAgainAt : undefined;
    if (next === undefined || next <= reaction.due) return;
    await this.dependencies.deadlines.move(
      { kind: 'recheck', of: reaction.applicationId, due: reaction.due },
      next,
    );
  }

  /** Looks again in a day, for as long as it is not settled. */
  private async checkMoney(context: CommandContext, applicationId: ApplicationId): Promise<void> {
    const found = await this.dependencies.bus.execute(new CheckMoney(context, applicationId));
    if (found.kind !== 'done') throw new Error(`the money of a case could not be looked at: ${found.kind}`);
    const { unsettled } = found.answer;
    if (unsettled === undefined) return;
    const due = moneyCheck(applicationId, unsettled.since);
    if (due.due > context.at) return this.dependencies.deadlines.set(due);
    this.tells.unsettled(unsettled.what, applicationId);
    await this.dependencies.deadlines.set(moneyCheck(applicationId, context.at));
  }

  /** Looks again when it is asked the next time or late, for as long as it is not answered. */
  private async askAgain(
    context: CommandContext,
    { applicationId, request }: Extract<Reaction, { do: 'ask-again' }>,
  ): Promise<void> {
    const asked = await this.dependencies.bus.execute(new AskAgain(context, applicationId, request));
    if (asked.kind !== 'done') throw new Error(`a service could not be asked again: ${asked.kind}`);
    const { next, late } = asked.answer;
    for (const service of late) this.tells.late(service, applicationId);
    if (next !== undefined)
      await this.dependencies.deadlines.set(factRequest({ applicationId, request }, next));
  }

  /**
   * One that cannot be looked at stops no other: its look is a deadline of its own from here on, which is parked, or tried
   * again, by itself. @throws what passes by itself: all of them come again
   */
  private async leave(deadline: Deadline, error: unknown, { at }: CommandContext): Promise<void> {
    const poison = poisonOf(error);
    if (poison === undefined) throw error;
    if (poison === 'unreadable') await this.dependencies.deadlines.park(deadline, messageOfPoison(error));
    else await this.dependencies.deadlines.leave(deadline, at);
    this.tells.left(deadline, error);
  }

  /** Repeated after it is complete it does nothing, and sets nothing. */
  private async erase(subject: Subject, { at }: CommandContext): Promise<void> {
    if (!(await this.dependencies.eraser.erase(subject))) return;
    const due = later(at, this.dependencies.eraser.settleMs);
    await this.dependencies.deadlines.set({ kind: 'erasure-completion', of: erasureOf(subject), due });
  }

  private told(reaction: Reaction, cause: CommandContext, result: Outcome): void {
    if (result.kind === 'refused') this.tells.refused(reaction.do, result.refusal.code, cause);
    else if (result.kind !== 'done') throw new Error(`${reaction.do} ended as ${result.kind}`);
  }
}
