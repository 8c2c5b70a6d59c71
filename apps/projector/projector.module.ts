import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Distribution } from '#distribution/port.js';
import type { HealthProbe } from '#platform/health/probe.js';
import type { Logger } from '#platform/logging/logger.js';
import { keptModels } from '#read-models/kept-models.js';
import type { ProjectorParts } from '#read-models/runtime/projector.js';
import { observed, projectorGauges, projectorProbe } from './observe.js';
import { Projecting } from './projecting.js';

export interface ProjectorPorts extends ProjectorParts {
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

/** Injection token of the `readonly KeptModel[]`. */
export const KEPT_MODELS = Symbol('KeptModels');

const PORTS = Symbol('ProjectorPorts');
const OPTIONS = Symbol('ProjectorOptions');

/** Keeps the read models from the application's start to its shutdown. Whoever opened the ports closes them afterwards. */
@Module({})
export class ProjectorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(Projecting) private readonly projecting: Projecting,
    @Inject(PORTS) private readonly ports: ProjectorPorts,
    @Inject(OPTIONS) private readonly options: ProjectorModuleOptions,
  ) {}

  static register(ports: ProjectorPorts, options: ProjectorModuleOptions): DynamicModule {
    const models = keptModels(ports, observed(ports.metrics, ports.logger));
    const projecting = new Projecting(models, ports.distribution, ports.logger);
    projectorGauges(ports.metrics, ports.distribution, models);
    const probe: HealthProbe = projectorProbe(ports.distribution, models, () => projecting.isBuilt());
    return {
      module: ProjectorModule,
      providers: [
        { provide: Projecting, useValue: projecting },
        { provide: PORTS, useValue: ports },
        { provide: OPTIONS, useValue: options },
        { provide: PROJECTOR_PROBE, useValue: probe },
        { provide: KEPT_MODELS, useValue: models },
      ],
      exports: [PROJECTOR_PROBE, KEPT_MODELS],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    const { partitions } = this.options;
    await this.ports.distribution.ensureTopics([{ name: EVENTS_TOPIC, partitions }]);
    this.running = this.projecting.run(this.stop.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}
