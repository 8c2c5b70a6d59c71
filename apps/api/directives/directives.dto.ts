import type { DirectivePhase } from '#domain/directives/directives.js';
import { Choice, Text, WholeParameter } from '../fields/fields.js';

export class DirectivesQuery {
  @Choice(['ahead', 'in-force', 'over'], { optional: true, says: 'Only those; default: all' })
  readonly phase?: DirectivePhase;

  @WholeParameter({ min: 1, max: 100, optional: true, says: 'Default 25' })
  readonly limit?: number;

  @Text({ max: 9, pattern: /^\d{1,9}$/, optional: true, says: '`next` of the page before' })
  readonly cursor?: string;
}
