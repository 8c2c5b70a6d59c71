import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { credentialsOfCase } from '../credential/credentials-of-case.js';
import { streams } from '../streams.js';

/**
 * All events of a case, stream by stream (application, fees, each credential), each in order: for what no document keeps.
 * Who may see it is for the caller to know.
 */
export class CaseHistory extends Query<readonly (readonly Envelope[])[]> {
  constructor(readonly applicationId: ApplicationId) {
    super();
  }
}

@QueryHandler(CaseHistory)
export class CaseHistoryHandler implements IQueryHandler<CaseHistory> {
  constructor(private readonly log: EventLog) {}

  async execute({ applicationId: id }: CaseHistory): Promise<readonly (readonly Envelope[])[]> {
    const credentials = await credentialsOfCase(this.log, id);
    const all = [
      streams.application(id),
      streams.fees(id),
      ...credentials.map(({ credentialId }) => streams.credential(credentialId, id)),
    ];
    return Promise.all(all.map((stream) => this.log.history(stream)));
  }
}
