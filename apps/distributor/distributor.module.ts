import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Clock } from '#platform/clock/clock.js';
import { Distributor, type DistributorNeeds, type DistributorOptions } from './distributor.js';
import { distributorMetrics, distributorProbe, publishDurations } from './observe.js';
import type { HealthProbe } from '#platform/health/probe.js';

export interface DistributorPorts extends Omit<DistributorNeeds, 'onPublished'> {
  readonly metrics: Registry;
  readonly clock: Clock;
}

/** Injection token of the distributor's `HealthProbe`. */
export const DISTRIBUTOR_PROBE = Symbol('DistributorProbe');

/** Publishes the event log from the application's start to its shutdown. Whoever opened the ports closes them afterwards. */
@Module({})
export class DistributorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  constructor(@Inject(Distributor) private readonly distributor: Distributor) {}

  static register(ports: DistributorPorts, options: DistributorOptions = {}): DynamicModule {
    const distributor = new Distributor({ ...ports, onPublished: publishDurations(ports.metrics) }, options);
    distributorMetrics(ports.metrics, distributor, ports.store, ports.clock);
    const probe: HealthProbe = distributorProbe(distributor, ports.store, ports.clock);
    return {
      module: DistributorModule,
      providers: [
        { provide: Distributor, useValue: distributor },
        { provide: DISTRIBUTOR_PROBE, useValue: probe },
      ],
      exports: [Distributor, DISTRIBUTOR_PROBE],
    };
  }

  onApplicationBootstrap(): void {
    this.running = this.distributor.run(this.stop.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}
