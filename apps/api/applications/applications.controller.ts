import { Body, Controller, Delete, Param, Post, Put } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { identityText } from '#domain/identifiers/identity.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { Caller } from '#sign-in/roles.js';
import type { Principal } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { AttachDocument, RemoveDocument } from '#use-cases/application/documents.js';
import { ProvideDetails } from '#use-cases/application/provide-details.js';
import { StartApplication } from '#use-cases/application/start-application.js';
import { Actors } from '../commands/actors.js';
import { Commands } from '../commands/commands.js';
import { type Exchange, Http } from '../commands/exchange.js';
import { ApplicationIdPipe, IdPipe } from '../fields/application-id.js';
import { Reading } from '../fields/reading.js';
import { Endpoint } from '../openapi/endpoint.js';
import { UUID } from '../openapi/parameters.js';
import { readApplicant } from './applicant.dto.js';
import { DetailsBody, DocumentBody, readDetails, StartBody } from './applications.dto.js';

const EDITING = ['application-not-found', 'application-not-editable', 'application-closed', 'too-many-edits'];

/** Steps two to four of the service: choose it, enter the data, bring the documents. */
@ApiTags('applications')
@Controller('v1/applications')
export class ApplicationsController {
  constructor(
    private readonly commands: Commands,
    private readonly actors: Actors,
  ) {}

  @Post()
  @Endpoint({
    for: ['applicant'],
    does: 'Start an application',
    says: 'One open application per person. The answer names it; its tracking number is for people.',
    status: 201,
    answers: { schema: 'Started' },
    headers: { Location: 'Where its status is' },
    command: true,
    body: true,
    refuses: [
      'invalid-content',
      'identity-missing',
      'identity-is-another',
      'open-application-exists',
      'already-issued',
      'number-held',
      'erasure-under-way',
      'too-many-starts',
      'application-abandoned',
    ],
  })
  async start(@Body() body: StartBody, @Caller() caller: Principal, @Http() exchange: Exchange) {
    const { identity, applicant } = readApplicant(new Reading(), body.applicant);
    if (identityText(identity) !== identityText(this.actors.identity(caller)))
      throw new ProblemError('identity-is-another');
    const subject = this.actors.subject(identity);
    const answer = await this.commands.onApplication(
      exchange,
      'applicant',
      (context) =>
        new StartApplication(
          context,
          subject,
          applicant,
          body.category,
          body.channel,
          body.holderToBeDecided === true,
        ),
    );
    exchange.reply.header('location', `/v1/applications/${answer.applicationId}`);
    return answer;
  }

  @Put(':id/details')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'State the details, or put them right',
    answers: { schema: 'CommandAnswer' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: [
      ...EDITING,
      'invalid-content',
      'dates-impossible',
      'mrz-not-readable',
      'period-not-offered',
      'period-fixed',
    ],
  })
  details(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() body: DetailsBody,
    @Http() exchange: Exchange,
  ) {
    const details = readDetails(body);
    return this.commands.edit(exchange, (context) => new ProvideDetails(context, id, details));
  }

  @Post(':id/documents')
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Attach a document by its description and content hash',
    status: 201,
    answers: { schema: 'DocumentAttached' },
    command: true,
    body: true,
    ifMatch: 'optional',
    refuses: [...EDITING, 'document-not-accepted', 'too-many-documents', 'document-id-reused'],
  })
  attach(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Body() { kind, mediaType, size, sha256 }: DocumentBody,
    @Http() exchange: Exchange,
  ) {
    const document = { kind, mediaType, size, sha256 };
    return this.commands.edit(exchange, (context) => new AttachDocument(context, id, document));
  }

  @Delete(':id/documents/:documentId')
  @ApiParam({ name: 'documentId', schema: UUID })
  @Endpoint({
    for: ['applicant'],
    application: true,
    does: 'Remove a document',
    answers: { schema: 'CommandAnswer' },
    command: true,
    ifMatch: 'optional',
    refuses: [...EDITING, 'document-required'],
  })
  remove(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Param('documentId', IdPipe) documentId: string,
    @Http() exchange: Exchange,
  ) {
    return this.commands.edit(exchange, (context) => new RemoveDocument(context, id, documentId));
  }
}
