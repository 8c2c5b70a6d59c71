import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { directivesDecider, type DirectivesState } from '#domain/directives/directives.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { streams } from '../streams.js';

/** Every directive that was ever imposed, and which of them were lifted. Few: read from the log. */
export class DirectivesOnRecord extends Query<DirectivesState> {}

@QueryHandler(DirectivesOnRecord)
export class DirectivesOnRecordHandler implements IQueryHandler<DirectivesOnRecord> {
  constructor(private readonly log: EventLog) {}

  async execute(): Promise<DirectivesState> {
    return (await this.log.load(directivesDecider, streams.directives)).state;
  }
}
