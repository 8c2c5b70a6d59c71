import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Registry } from 'prom-client';
import { RouteAccessCheck } from '#sign-in/route-access-check.js';
import { HEALTH_PROBES, type HealthProbe } from '#runtime/health/probe.js';
import { METRICS } from '#runtime/metrics/metrics.js';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';
import { Drain } from '../server/drain.js';
import { healthControllers } from './health-controllers.js';
import { MANAGEMENT, type Management } from './management.js';

/** How a process that serves no API says how it is. */
@Module({})
export class HealthModule {
  static register(ports: {
    readonly limits: ApiLimits;
    readonly metrics: Registry;
    readonly probes: readonly HealthProbe[];
    readonly management: Management;
  }): DynamicModule {
    return {
      module: HealthModule,
      imports: [DiscoveryModule],
      controllers: healthControllers(ports.management),
      providers: [
        { provide: API_LIMITS, useValue: ports.limits },
        { provide: METRICS, useValue: ports.metrics },
        { provide: HEALTH_PROBES, useValue: ports.probes },
        { provide: MANAGEMENT, useValue: ports.management },
        Drain,
        RouteAccessCheck,
      ],
    };
  }
}
