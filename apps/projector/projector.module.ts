import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Distribution } from '#distribution/port.js';
import type { HealthProbe } from '#platform/health/probe.js';
import type { Logger } from '#platform/logging/logger.js';
import type { KeptModel } from '#read-models/kept-models.js';
import { projectorGauges, projectorProbe } from './observe.js';
import { Projecting } from './projecting.js';

export interface ProjectorPorts {
  readonly models: readonly KeptModel[];
  readonly distribution: Distribution;
  readonly logger: Logger;
  readonly metrics: Registry;
}

export interface ProjectorModuleOptions {
  /** Of the topic of events, should it be missing. */
  readonly partitions: number;
}

/** Injection token of the projector's `HealthProbe`. */
export const PROJECTOR_PROBE = Symbol('ProjectorProbe');

/** Keeps the read models from the application's start to its shutdown. Whoever opened the ports closes them afterwards. */
@Module({})
export class ProjectorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  constructor(@Inject(Projecting) private readonly projecting: Projecting) {}

  static register(
    { models, distribution, logger, metrics }: ProjectorPorts,
    options: ProjectorModuleOptions,
  ): DynamicModule {
    const projecting = new Projecting(models, distribution, logger, options);
    projectorGauges(metrics, distribution, models);
    const probe: HealthProbe = projectorProbe(distribution, models, projecting);
    return {
      module: ProjectorModule,
      providers: [
        { provide: Projecting, useValue: projecting },
        { provide: PROJECTOR_PROBE, useValue: probe },
      ],
      exports: [PROJECTOR_PROBE],
    };
  }

  onApplicationBootstrap(): void {
    this.running = this.projecting.run(this.stop.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}
