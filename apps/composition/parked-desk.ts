import type { CommandBus } from '@nestjs/cqrs';
import type { Connection } from 'mongoose';
import type { CaseIds, ToldRefused, ToldLeft } from '#apps/process-manager/carry-out.js';
import { carryOutWith } from '#apps/process-manager/carry-out-with.js';
import type { Eraser } from '#apps/process-manager/erasure/eraser.js';
import { DeadlineParking } from '#apps/process-manager/deadlines/parking.js';
import { type DeadlineLimits, Deadlines } from '#apps/process-manager/deadlines/deadlines.js';
import { LiveWork } from '#apps/process-manager/live-work.js';
import type { WalkLimits } from '#apps/process-manager/walks/credential-walks.js';
import { Dispatch } from '#apps/process-manager/dispatch.js';
import type { Distribution } from '#topics/port.js';
import type { Webhooks } from '#topics/webhooks/port.js';
import { ReactionParking } from '#apps/process-manager/reaction-parking.js';
import type { Policy } from '#domain/policy/policy.js';
import type { Codec } from '#event-sourcing/codec.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import type { EventStore } from '#event-store/port.js';
import { systemClock } from '#runtime/clock/clock.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { ParkedDesk } from '#read-models/parked-desk.js';

export interface ParkedDeskDependencies {
  readonly connection: Connection;
  readonly store: EventStore;
  readonly codec: Pick<Codec, 'decode'>;
  readonly distribution: Distribution;
  readonly webhooks: Webhooks;
  readonly models: readonly ReadModelRuntime[];
  readonly caseIds: CaseIds;
  readonly eraser: Eraser;
  readonly log: Pick<EventLog, 'load'>;
  readonly policy: Policy;
  readonly limits: DeadlineLimits & WalkLimits;
  readonly tracing: Tracing;
  readonly logger: Logger;
}

/** The process manager's figures are of what it does by itself. */
const UNCOUNTED = { carriedOut: () => undefined, fired: () => undefined };

/** Where operators see to parked keys of the read models, and of the process manager: whoever serves them acts for it. */
export function parkedDesk(bus: CommandBus, needs: ParkedDeskDependencies): ParkedDesk {
  const {
    connection,
    store,
    codec,
    distribution,
    webhooks,
    models,
    caseIds,
    eraser,
    log,
    policy,
    limits,
    tracing,
    logger,
  } = needs;
  const refused: ToldRefused = (reaction, code) =>
    logger.info({ reaction, code }, 'operators: a command of a parked case was refused');
  // Deadlines are not fired here, but for those an operator replays.
  const left: ToldLeft = ({ kind, of }, error) =>
    logger.error({ deadline: kind, of, err: error }, 'operators: one could not be looked at; the others are');
  const deadlines = new Deadlines(connection, limits);
  const untold = () => undefined;
  const carryOut = carryOutWith(
    {
      bus,
      connection,
      deadlines,
      distribution,
      webhooks, // not as patient as the process manager: an operator wants to know
      caseIds,
      eraser,
      log,
      policy,
      live: new LiveWork(), // nothing is reacted to here
      limits,
      tracing,
      logger,
    },
    { refused, unsettled: untold, left, late: untold, called: untold },
  );
  const dispatch = new Dispatch({ carryOut, metrics: UNCOUNTED, tracing, logger, clock: systemClock });
  return new ParkedDesk(connection, store, [
    ...models,
    new ReactionParking(connection, store, codec, dispatch),
    new DeadlineParking(connection, dispatch, systemClock),
  ]);
}
