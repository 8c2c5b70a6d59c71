import type { Instant } from '#decider/brand.js';
import type { CommandBus } from '@nestjs/cqrs';
import type { Registry } from 'prom-client';
import type { Clock } from '#runtime/clock/clock.js';
import type { Configuration } from '#configuration/configuration.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { Allowances, Rate, Taken } from '#runtime/limits/allowances.js';
import type { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import type { ApplicationsReportQueries } from '#read-models/applications-report/queries.js';
import type { ErasureRegister } from '#read-models/erasures/register.js';
import type { ParkedDesk } from '#read-models/parked-desk.js';
import type { ReviewQueueQueries } from '#read-models/review-queue/queries.js';
import type { Management } from './health/management.js';
import type { LimitRefusals } from './limits/limit-refusals.js';

/** Counted by all processes together. */
export abstract class SharedAllowances implements Allowances {
  abstract take(key: string, rate: Rate, now: number): Promise<Taken>;
}

/** The limits of Configuration the controllers keep to. */
export type ApiLimits = Pick<
  Configuration,
  | 'maxWaitMs'
  | 'defaultWaitMs'
  | 'streamsMax'
  | 'streamsPerCaller'
  | 'streamsPerAddress'
  | 'heartbeatMs'
  | 'drainMs'
  | 'factLimit'
  | 'trackingWindowS'
  | 'trackingPerNumber'
  | 'trackingPerAddress'
  | 'trackingInAll'
  | 'editsWindowS'
  | 'editsPerCaller'
>;

/** Injection token of `ApiLimits`. */
export const API_LIMITS = Symbol('ApiLimits');

/** How far a look at every credential is that a directive, or what policy says of grounds, has called for. */
export interface CredentialWalk {
  /** What called for it, `directive-credentials:D-1:from`; the log names it so, too. */
  readonly walk: string;
  readonly done: number;
  /** Credentials there were when it began; when it is finished, as many as it looked at. */
  readonly total: number;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
}

/** Those that began last, at first. */
export abstract class WalkRegister {
  abstract latest(most: number): Promise<readonly CredentialWalk[]>;
}

/** What the API stands on besides the use cases. */
export interface ApiDependencies {
  readonly limits: ApiLimits;
  readonly clock: Clock;
  readonly metrics: Registry;
  /** Who is told of refusals by a limit; one for all that a process limits. */
  readonly refusals: LimitRefusals;
  readonly statuses: ApplicationStatusQueries;
  readonly reviewQueue: ReviewQueueQueries;
  readonly report: ApplicationsReportQueries;
  readonly allowances: SharedAllowances;
  readonly erasures: ErasureRegister;
  readonly walks: WalkRegister;
  /** Made once there is a bus: what a parked case waits for is commands. */
  readonly parked: (bus: CommandBus) => ParkedDesk;
  /** One for each stage: the readiness is theirs. */
  readonly probes: readonly HealthProbe[];
  /** Whether metrics and what readiness found are told here too. */
  readonly management: Management;
}
