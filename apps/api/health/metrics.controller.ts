import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import { METRICS } from '#runtime/metrics/metrics.js';
import { Endpoint } from '../openapi/endpoint.js';

/** The figures, where there is no management listener of its own. */
@ApiTags('operations')
@Controller()
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Registry) {}

  @Get('metrics')
  @Endpoint({
    for: 'public',
    unlimited: true,
    does: 'Figures for Prometheus',
    says: 'Only where there is no listener of its own for them (HAWIYA_MANAGEMENT_PORT).',
    answers: { schema: 'Text', type: 'text/plain' },
  })
  async figures(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.metrics();
  }
}
