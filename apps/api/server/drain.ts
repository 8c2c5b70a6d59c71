import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';

/**
 * How long connections in use are told that they end, in milliseconds. Closing at once would cut those that are idle
 * at that moment, and with them a request that is already on its way.
 */
const LAST_CALL_MS = 100;

const TURNS = 4;

/** Lets requests under way finish when the service stops, but not for ever: then their connections are cut. */
@Injectable()
export class Drain implements BeforeApplicationShutdown, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(API_LIMITS) private readonly limits: Pick<ApiLimits, 'drainMs'>,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    // The adapter is Fastify's, on a plain HTTP server.
    const server = this.host.httpAdapter.getHttpServer() as Server;
    this.timer = setTimeout(() => server.closeAllConnections(), this.limits.drainMs);
    server.prependListener('request', isLastOfItsConnection);
    await pause(Math.min(LAST_CALL_MS, this.limits.drainMs));
    // What has reached this machine is still taken in, however long we were not given the processor: one turn of the
    // event loop accepts a connection, the next one reads from it.
    for (let turns = 0; turns < TURNS; turns += 1) await turn();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }
}

/** The answer says `Connection: close`. */
function isLastOfItsConnection(_request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false;
}
