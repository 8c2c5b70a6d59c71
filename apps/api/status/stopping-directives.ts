import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ConditionOutcome } from '#domain/application/events.js';
import { type DirectivesById, NamedDirectives } from '#use-cases/facts/named-directives.js';

/** What the directives are that a board names: whoever is stopped by one is told its title and where it was published. */
@Injectable()
export class StoppingDirectives {
  constructor(private readonly queries: QueryBus) {}

  of(board: readonly ConditionOutcome[]): Promise<DirectivesById> {
    const rows = board.filter(({ condition }) => condition === 'directives-met');
    return this.queries.execute(new NamedDirectives(rows.flatMap(({ factIds }) => factIds)));
  }
}
