import { once } from 'node:events';
import type { Socket } from 'node:net';

import type { Context } from './commands/command.js';
import { dispatch } from './commands/dispatch.js';
import { ProtocolError, messagesOf, parseRequest } from './wire.js';

/** One client: its requests are answered one after the other, in order. */
export class ClientConnection {
  /** Settles when the connection is over; never rejects. */
  readonly served: Promise<void>;
  private busy = false;
  private ending = false;

  constructor(
    private readonly socket: Socket,
    private readonly context: Omit<Context, 'sequences'>,
    private readonly log: (line: string) => void,
  ) {
    socket.setNoDelay(true);
    this.served = this.serve();
  }

  /** Lets the request under way be answered, then hangs up. */
  end(): Promise<void> {
    this.ending = true;
    if (!this.busy) this.socket.destroy();
    return this.served;
  }

  private async serve(): Promise<void> {
    const name = `embedded MongoDB: connection ${this.context.connectionId}`;
    try {
      for await (const message of messagesOf(this.socket)) {
        this.busy = true;
        await this.answer(message);
        this.busy = false;
        if (this.ending) return;
      }
    } catch (error) {
      // A client that hangs up is not worth a line; bytes that are no MongoDB are.
      if (error instanceof ProtocolError) this.log(`${name} sent what is not the protocol: ${error.message}`);
      else if (this.socket.errored === null && !this.socket.destroyed)
        this.log(`${name} failed: ${String(error)}`);
    } finally {
      this.socket.destroySoon();
    }
  }

  private async answer(message: Buffer): Promise<void> {
    const request = parseRequest(message);
    const answer = await dispatch(request, { ...this.context, sequences: request.sequences }, this.log);
    if (answer === undefined) return void this.socket.destroy();
    if (!request.wantsReply || this.socket.destroyed || this.socket.write(request.reply(answer))) return;
    // Not past a client that does not read: its answers stay with it.
    const over = new AbortController();
    const { signal } = over;
    await Promise.race([once(this.socket, 'drain', { signal }), once(this.socket, 'close', { signal })]);
    // The one that did not come must not go on listening.
    over.abort();
  }
}
