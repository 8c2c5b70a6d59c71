import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { RouteAccessCheck } from '#sign-in/route-access-check.js';
import { CLOCK } from '#runtime/clock/clock.js';
import { HEALTH_PROBES } from '#runtime/health/probe.js';
import { METRICS } from '#runtime/metrics/metrics.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { ApplicationsReportQueries } from '#read-models/applications-report/queries.js';
import { ErasureRegister } from '#read-models/erasures/register.js';
import { ParkedDesk } from '#read-models/parked-desk.js';
import { ReviewQueueQueries } from '#read-models/review-queue/queries.js';
import { AbsenceAppealController } from './applications/absence-appeal.controller.js';
import { ApplicationsController } from './applications/applications.controller.js';
import { PreChecksController } from './applications/pre-checks.controller.js';
import { SubmissionController } from './applications/submission.controller.js';
import { Actors } from './commands/actors.js';
import { Commands } from './commands/commands.js';
import { DirectivesController } from './directives/directives.controller.js';
import { FactsController } from './facts/facts.controller.js';
import { FeesController } from './fees/fees.controller.js';
import { SadadController } from './fees/sadad.controller.js';
import { healthControllers } from './health/health-controllers.js';
import { MANAGEMENT } from './health/management.js';
import { EditRate } from './limits/edit-rate.js';
import { LimitRefusals } from './limits/limit-refusals.js';
import { ApiDescription } from './openapi/api-description.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { ErasuresController } from './operations/erasures.controller.js';
import { ParkedController } from './operations/parked.controller.js';
import { WalksController } from './operations/walks.controller.js';
import { API_LIMITS, SharedAllowances, type ApiDependencies, WalkRegister } from './dependencies.js';
import { ProblemsController } from './problems/problems.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { InformationController } from './review/information.controller.js';
import { NumberHolderController } from './review/number-holder.controller.js';
import { ReopeningController } from './review/reopening.controller.js';
import { ReplacementController } from './review/replacement.controller.js';
import { ReviewController } from './review/review.controller.js';
import { Drain } from './server/drain.js';
import { BoardController } from './status/board.controller.js';
import { CredentialAppealController } from './status/credential-appeal.controller.js';
import { OpenStreams } from './status/open-streams.js';
import { OwnApplicationsController } from './status/own-applications.controller.js';
import { OwnCredentialsController } from './status/own-credentials.controller.js';
import { OwnCases } from './status/own-cases.js';
import { StatusController } from './status/status.controller.js';
import { StoppingDirectives } from './status/stopping-directives.js';
import { StreamController } from './status/stream.controller.js';
import { TrackingAttempts } from './status/tracking-attempts.js';
import { TrackingController } from './status/tracking.controller.js';

const CONTROLLERS = [
  PreChecksController,
  ApplicationsController,
  SubmissionController,
  AbsenceAppealController,
  FeesController,
  OwnApplicationsController,
  OwnCredentialsController,
  CredentialAppealController,
  StatusController,
  BoardController,
  StreamController,
  TrackingController,
  FactsController,
  DirectivesController,
  SadadController,
  ReviewController,
  InformationController,
  ReopeningController,
  ReplacementController,
  NumberHolderController,
  ReportsController,
  ErasuresController,
  ParkedController,
  WalksController,
  ProblemsController,
  OpenApiController,
];

/** The HTTP API. Needs the use cases' module beside it, imported as the very same one where the root imports it. */
@Module({})
export class ApiModule {
  static register(useCases: DynamicModule, ports: ApiDependencies): DynamicModule {
    return {
      module: ApiModule,
      imports: [DiscoveryModule, useCases],
      controllers: [...CONTROLLERS, ...healthControllers(ports.management)],
      providers: [
        { provide: API_LIMITS, useValue: ports.limits },
        { provide: CLOCK, useValue: ports.clock },
        { provide: METRICS, useValue: ports.metrics },
        { provide: LimitRefusals, useValue: ports.refusals },
        { provide: HEALTH_PROBES, useValue: ports.probes },
        { provide: MANAGEMENT, useValue: ports.management },
        { provide: ApplicationStatusQueries, useValue: ports.statuses },
        { provide: ReviewQueueQueries, useValue: ports.reviewQueue },
        { provide: ApplicationsReportQueries, useValue: ports.report },
        { provide: ErasureRegister, useValue: ports.erasures },
        { provide: WalkRegister, useValue: ports.walks },
        { provide: SharedAllowances, useValue: ports.allowances },
        { provide: ParkedDesk, inject: [CommandBus], useFactory: (bus: CommandBus) => ports.parked(bus) },
        ApiDescription,
        Actors,
        Commands,
        EditRate,
        OwnCases,
        StoppingDirectives,
        OpenStreams,
        TrackingAttempts,
        Drain,
        RouteAccessCheck,
      ],
    };
  }
}
