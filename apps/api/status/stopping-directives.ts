import type { ConditionOutcome } from '#domain/conditions/outcome.js';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type ApplicationStatus,
  type CredentialEntry,
  rowsOf,
} from '#read-models/application-status/document.js';
import { type DirectivesById, NamedDirectives } from '#use-cases/facts/named-directives.js';

/**
 * What the directives are that a board or a ground names: whoever is stopped by one is told its title and where it was
 * published.
 */
@Injectable()
export class StoppingDirectives {
  constructor(private readonly queries: QueryBus) {}

  of(
    board: readonly ConditionOutcome[],
    credentials: readonly Pick<CredentialEntry, 'grounds'>[] = [],
  ): Promise<DirectivesById> {
    const rows = board.filter(({ condition }) => condition === 'directives-met');
    const grounds = credentials.flatMap(({ grounds }) => grounds);
    const ids = [
      ...rows.flatMap(({ factIds }) => factIds),
      ...grounds.flatMap(({ directiveId }) => directiveId ?? []),
    ];
    return this.queries.execute(new NamedDirectives(ids));
  }

  /** Those that a status names. Former credentials are revoked: nothing suspends them. */
  inStatus({ board, credential }: ApplicationStatus): Promise<DirectivesById> {
    return this.of(rowsOf(board), credential === null ? [] : [credential]);
  }
}
