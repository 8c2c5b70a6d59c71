import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Directive, directivesDecider } from '#domain/directives/directives.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { streams } from '../streams.js';

/** Directives by their id. */
export type DirectivesById = ReadonlyMap<string, Directive>;

/** What these directives say. None of it ever changes: what is in memory is right, and the store is asked for the others. */
export class NamedDirectives extends Query<DirectivesById> {
  constructor(readonly ids: readonly string[]) {
    super();
  }
}

@QueryHandler(NamedDirectives)
export class NamedDirectivesHandler implements IQueryHandler<NamedDirectives> {
  constructor(private readonly log: EventLog) {}

  async execute({ ids }: NamedDirectives): Promise<DirectivesById> {
    if (ids.length === 0) return new Map();
    const { state: last } = await this.log.load(directivesDecider, streams.directives, { fresh: false });
    const all = ids.every((id) => last.imposed.has(id));
    const { imposed } = all ? last : (await this.log.load(directivesDecider, streams.directives)).state;
    return new Map(
      ids.flatMap((id) => {
        const directive = imposed.get(id);
        return directive === undefined ? [] : [[id, directive] as const];
      }),
    );
  }
}
