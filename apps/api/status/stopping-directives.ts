import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ConditionOutcome } from '#domain/application/events.js';
import type { Directive } from '#domain/directives/directives.js';
import { DirectivesOnRecord } from '#use-cases/facts/directives-on-record.js';

/** Directives by their id. */
export type DirectivesById = ReadonlyMap<string, Directive>;

/** What the directives are that a board names: whoever is stopped by one is told its title and where it was published. */
@Injectable()
export class StoppingDirectives {
  constructor(private readonly queries: QueryBus) {}

  /** Those the board rests on; asked of the log only if there are any. */
  async of(board: readonly ConditionOutcome[]): Promise<DirectivesById> {
    const ids = board
      .filter(({ condition }) => condition === 'directives-met')
      .flatMap(({ factIds }) => factIds);
    if (ids.length === 0) return new Map();
    const { imposed } = await this.queries.execute(new DirectivesOnRecord());
    return new Map(
      ids.flatMap((id) => {
        const directive = imposed.get(id);
        return directive === undefined ? [] : [[id, directive] as const];
      }),
    );
  }
}
