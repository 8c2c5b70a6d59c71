import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { checkHealth, HEALTH_PROBES, type HealthProbe } from '#platform/health/probe.js';
import { METRICS } from '#platform/metrics/metrics.js';
import type { Registry } from 'prom-client';
import { Endpoint } from '../openapi/endpoint.js';

/** How long a stage may take to say how it is, in milliseconds. */
const PROBE_MS = 2_000;

/** For whoever runs the service. */
@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH_PROBES) private readonly probes: readonly HealthProbe[],
    @Inject(METRICS) private readonly metrics: Registry,
  ) {}

  @Get('health/live')
  @Endpoint({ for: 'public', does: 'Is the process alive?', answers: { schema: 'Alive' } })
  live() {
    return { ok: true };
  }

  @Get('health/ready')
  @Endpoint({
    for: 'public',
    does: 'Can every stage do its work, and how far behind is it?',
    says: '503 with the same body when one cannot.',
    answers: { schema: 'Readiness' },
    alsoStatus: 503,
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await checkHealth(this.probes, PROBE_MS);
    reply.status(report.ok ? 200 : 503);
    return report;
  }

  @Get('metrics')
  @Endpoint({
    for: 'public',
    does: 'Figures for Prometheus',
    answers: { schema: 'Text', type: 'text/plain' },
  })
  async figures(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.metrics();
  }
}
