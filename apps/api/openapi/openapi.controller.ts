import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiDescription } from './api-description.js';
import { Endpoint } from './endpoint.js';

/** The API's own description, for programs and for people. */
@ApiTags('operations')
@Controller()
export class OpenApiController {
  constructor(private readonly description: ApiDescription) {}

  @Get('openapi.json')
  @Endpoint({ for: 'public', does: 'This document (OpenAPI 3.1)', answers: { schema: 'AnyDocument' } })
  openapi(@Res({ passthrough: true }) reply: FastifyReply): string {
    reply.header('content-type', 'application/json; charset=utf-8');
    return this.description.json;
  }

  @Get('docs')
  @Endpoint({
    for: 'public',
    does: 'This document as a page',
    answers: { schema: 'Text', type: 'text/html' },
  })
  docs(@Res({ passthrough: true }) reply: FastifyReply): string {
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    });
    return this.description.page;
  }
}
