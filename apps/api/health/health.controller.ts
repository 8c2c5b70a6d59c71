import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { checkHealth, HEALTH_PROBES, PROBE_MS, type HealthProbe } from '#runtime/health/probe.js';
import { Endpoint } from '../openapi/endpoint.js';
import { MANAGEMENT, type Management } from './management.js';

/** For whoever runs the service. */
@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH_PROBES) private readonly probes: readonly HealthProbe[],
    @Inject(MANAGEMENT) private readonly management: Management,
  ) {}

  @Get('health/live')
  @Endpoint({ for: 'public', unlimited: true, does: 'Is the process alive?', answers: { schema: 'Alive' } })
  live() {
    return { ok: true };
  }

  @Get('health/ready')
  @Endpoint({
    for: 'public',
    unlimited: true,
    does: 'Can every stage do its work, and how far behind is it?',
    says: '503 with the same body when one cannot. `checks` only where there is no listener of its own for it (HAWIYA_MANAGEMENT_PORT).',
    answers: { schema: 'Readiness' },
    alsoStatus: 503,
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await checkHealth(this.probes, PROBE_MS);
    reply.status(report.ok ? 200 : 503);
    return this.management === 'here' ? report : { ok: report.ok };
  }
}
