import { Agent, request } from 'node:http';
import type { Made } from './breaking.js';

export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** How long an answer may take; a live stream of events is read no longer than that. */
const ANSWER_WITHIN_MS = 10_000;

/** Sends bytes as they are, however odd. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });
  private readonly url: URL;

  constructor(url: string) {
    this.url = new URL(url);
  }

  /** @throws Error when the connection breaks without an answer */
  send({ method, path, headers, body }: Made): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          host: this.url.hostname,
          port: this.url.port,
          method,
          path: path.replaceAll(' ', '%20'),
          headers: { ...headers, ...(body !== undefined && { 'content-length': body.length }) },
          timeout: ANSWER_WITHIN_MS,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          const type = incoming.headers['content-type'] ?? '';
          const done = () =>
            resolve({ status: incoming.statusCode ?? 0, type, body: Buffer.concat(chunks).toString('utf8') });
          if (type.startsWith('text/event-stream')) {
            incoming.destroy();
            return done();
          }
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', done);
          incoming.on('error', reject);
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${ANSWER_WITHIN_MS} ms`)));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
