import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '#runtime/problems/problem.js';
import { Endpoint } from '../openapi/endpoint.js';
import { API_PROBLEMS } from './catalogue.js';

/** Where the `type` of a problem leads. */
@ApiTags('problems')
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  @ApiParam({
    name: 'code',
    schema: { type: 'string', pattern: '^[a-z0-9-]{1,64}$', example: 'application-not-found' },
  })
  @Endpoint({
    for: 'public',
    does: 'Look up what a problem code means',
    answers: { schema: 'ProblemType' },
    refuses: ['not-found'],
  })
  look(@Param('code') code: string) {
    const entry = API_PROBLEMS.entries.get(code);
    if (entry === undefined) throw new ProblemError('not-found');
    const { ar, en, status = null } = entry;
    return { type: `/problems/${code}`, code, status, title: { ar, en } };
  }
}
