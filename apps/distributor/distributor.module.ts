import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import type { Clock } from '#runtime/clock/clock.js';
import { Distributor, type DistributorDependencies, type DistributorOptions } from './distributor.js';
import { distributorMetrics, distributorProbe, publishDurations } from './observe.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { runAfter } from '#runtime/run-after.js';

export interface DistributorModuleDependencies extends Omit<DistributorDependencies, 'onPublished' | 'log'> {
  readonly metrics: Registry;
  readonly clock: Clock;
  /** Resolves with the log's id once this process may append, consume and save. Default: at once, without. */
  readonly passed?: Promise<LogId>;
}

/** Injection token of the distributor's `HealthProbe`. */
export const DISTRIBUTOR_PROBE = Symbol('DistributorProbe');

/** In an object: Nest would wait for a promise. */
const PASSED = Symbol('DistributorMayRun');

/** Publishes the event log from the application's start to its shutdown. Whoever opened the ports closes them afterwards. */
@Module({})
export class DistributorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(Distributor) private readonly distributor: Distributor,
    @Inject(PASSED) private readonly gate: { readonly passed?: Promise<unknown> },
  ) {}

  static register(ports: DistributorModuleDependencies, options: DistributorOptions = {}): DynamicModule {
    const distributor = new Distributor(
      { ...ports, log: ports.passed, onPublished: publishDurations(ports.metrics) },
      options,
    );
    distributorMetrics(ports.metrics, distributor, ports.store, ports.clock);
    const probe: HealthProbe = distributorProbe(distributor, ports.store, ports.clock);
    return {
      module: DistributorModule,
      providers: [
        { provide: Distributor, useValue: distributor },
        { provide: PASSED, useValue: { passed: ports.passed } },
        { provide: DISTRIBUTOR_PROBE, useValue: probe },
      ],
      exports: [Distributor, DISTRIBUTOR_PROBE],
    };
  }

  onApplicationBootstrap(): void {
    const { signal } = this.stop;
    this.running = runAfter(this.gate.passed ?? Promise.resolve(), signal, () =>
      this.distributor.run(signal),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}
