import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders } from 'node:http';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { CLOCK, type Clock } from '#runtime/clock/clock.js';
import { CORRELATION_HEADER } from '#runtime/logging/correlation.js';
import { type Language, languageOf } from '#runtime/problems/language.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { versionOf } from '../commands/etag.js';
import { ApplicationIdPipe } from '../fields/application-id.js';
import { clientAddress } from '../limits/client-address.js';
import { Endpoint } from '../openapi/endpoint.js';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';
import { EventStream } from './event-stream.js';
import { OpenStreams } from './open-streams.js';
import { OwnCases } from './own-cases.js';
import { today } from './today.js';
import { statusAnswer, type Viewer } from './status-answer.js';
import { StoppingDirectives } from './stopping-directives.js';

/** A stream is ended after this long, so that whoever may no longer look has to show a token again. */
const LONGEST_MS = 900_000;

/** Following a case live. */
@ApiTags('status')
@Controller('v1/applications/:id/stream')
export class StreamController {
  constructor(
    private readonly cases: OwnCases,
    private readonly statuses: ApplicationStatusQueries,
    private readonly streams: OpenStreams,
    private readonly directives: StoppingDirectives,
    @Inject(API_LIMITS) private readonly limits: ApiLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string' } })
  @Endpoint({
    for: ['applicant', 'officer', 'operator'],
    application: true,
    does: 'Follow an application live',
    says:
      'Server-sent events: `status` with the whole status (as GET answers it) now and after every ' +
      'change. Each one stands for all before it, so nothing is lost between two connections; with the Last-Event-ID ' +
      'of the status in hand, the stream begins with the next one.',
    answers: { schema: 'Text', type: 'text/event-stream' },
    refuses: [
      'application-not-found',
      'application-not-visible-yet',
      'identity-missing',
      'too-many-streams',
      'too-many-streams-of-yours',
    ],
  })
  async stream(
    @Param('id', ApplicationIdPipe) id: ApplicationId,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { viewer } = await this.cases.see(id, caller);
    const language = languageOf(request.headers['accept-language']);
    const controller = this.streams.start({ caller: caller.id, address: clientAddress(request) });
    const tooLong = setTimeout(() => controller.abort(), this.longestFor(caller));
    reply.hijack();
    reply.raw.on('close', () => controller.abort());
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders), // set by hooks: security, correlation, origins
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'content-language': language,
      vary: 'Accept-Language',
      'x-accel-buffering': 'no',
      [CORRELATION_HEADER]: request.id,
    });
    if (request.method === 'HEAD') controller.abort();
    const stream = new EventStream(reply.raw, controller.signal, this.limits.heartbeatMs);
    try {
      await this.follow(
        stream,
        { id, viewer, language, seen: request.headers['last-event-id'] },
        controller.signal,
      );
    } finally {
      clearTimeout(tooLong);
      controller.abort();
      stream.end();
    }
  }

  /** No longer than the token it was opened with. */
  private longestFor({ expiresAt }: Principal): number {
    return Math.max(Math.min(expiresAt - this.clock.now().getTime(), LONGEST_MS), 0);
  }

  private async follow(
    stream: EventStream,
    reader: {
      readonly id: string;
      readonly viewer: Viewer;
      readonly language: Language;
      readonly seen: string | string[] | undefined;
    },
    signal: AbortSignal,
  ): Promise<void> {
    let { seen } = reader;
    for await (const status of this.statuses.follow(reader.id, signal)) {
      const { viewer, language } = reader;
      const directives = await this.directives.inStatus(status);
      const looking = { directives, viewer, language, today: today(this.clock) };
      const data = JSON.stringify(statusAnswer(status, looking));
      // What is shown names the event: a change nobody can see is no event.
      const event = versionOf(status.revision, data);
      if (event !== seen && !(await stream.send('status', event, data))) return;
      seen = event;
    }
  }
}
