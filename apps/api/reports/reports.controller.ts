import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProblemError } from '#runtime/problems/problem.js';
import { ApplicationsReportQueries } from '#read-models/applications-report/queries.js';
import { DayText } from '../fields/fields.js';
import { Reading } from '../fields/reading.js';
import { Endpoint } from '../openapi/endpoint.js';

export class PeriodQuery {
  @DayText({ says: 'First day of starting, Asia/Riyadh', example: '2026-03-01' })
  readonly from!: string;

  @DayText({ says: 'Last day of starting, Asia/Riyadh', example: '2026-03-31' })
  readonly to!: string;
}

/** Figures for analysts, without personal data. */
@ApiTags('reports')
@Controller('v1/reports')
export class ReportsController {
  constructor(private readonly report: ApplicationsReportQueries) {}

  @Get('applications')
  @Endpoint({
    for: ['analyst'],
    does: 'What became of the applications started in a period',
    answers: { schema: 'ApplicationsReport' },
    refuses: ['invalid-content'],
  })
  applications(@Query() query: PeriodQuery) {
    const reading = new Reading();
    const from = reading.day('query:from', query.from);
    const to = reading.day('query:to', query.to);
    reading.finish();
    if (to < from)
      throw new ProblemError('invalid-content', { errors: [{ at: 'query:to', code: 'period-reversed' }] });
    return this.report.report({ from, to });
  }
}
