import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Distribution } from '#topics/port.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { Logger } from '#runtime/logging/logger.js';
import { runAfter } from '#runtime/run-after.js';
import { NO_TRACING } from '#runtime/tracing/no-tracing.js';
import type { Tracing } from '#runtime/tracing/tracing.js';
import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import type { DeadLetterPolicy } from '#projections/dead-letters.js';
import { projectorFigures, projectorProbe } from './observe.js';
import { Projecting } from './projecting.js';

export interface ProjectorModuleDependencies {
  readonly models: readonly ReadModelRuntime[];
  readonly distribution: Distribution;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Resolves once this process may append, consume and save. Default: at once. */
  readonly passed?: Promise<unknown>;
  /** Default: none. */
  readonly tracing?: Tracing;
}

export interface ProjectorModuleOptions {
  /** Of the topic of events, should it be missing. */
  readonly partitions: number;
  readonly deadLetters: DeadLetterPolicy;
}

/** Injection token of the projector's `HealthProbe`. */
export const PROJECTOR_PROBE = Symbol('ProjectorProbe');

/** In an object: Nest would wait for a promise. */
const PASSED = Symbol('ProjectorMayRun');

/** Keeps the read models from the application's start to its shutdown. Whoever opened the ports closes them afterwards. */
@Module({})
export class ProjectorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(Projecting) private readonly projecting: Projecting,
    @Inject(PASSED) private readonly gate: { readonly passed?: Promise<unknown> },
  ) {}

  static register(
    { models, distribution, logger, metrics, passed, tracing = NO_TRACING }: ProjectorModuleDependencies,
    options: ProjectorModuleOptions,
  ): DynamicModule {
    const figures = projectorFigures(metrics, distribution, models);
    const projecting = new Projecting({ models, distribution, logger, tracing, figures }, options);
    const probe: HealthProbe = projectorProbe({
      distribution,
      models,
      projecting,
      deadLetters: options.deadLetters,
    });
    return {
      module: ProjectorModule,
      providers: [
        { provide: Projecting, useValue: projecting },
        { provide: PASSED, useValue: { passed } },
        { provide: PROJECTOR_PROBE, useValue: probe },
      ],
      exports: [PROJECTOR_PROBE],
    };
  }

  onApplicationBootstrap(): void {
    const { signal } = this.stop;
    this.running = runAfter(this.gate.passed ?? Promise.resolve(), signal, () => this.projecting.run(signal));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}
