import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { DEFAULT_ISSUER, DEFAULT_URL, address } from '../commands/addresses.js';
import { mustAnswer } from '../reachable.js';
import { EXIT_CODES, ExpectedFailure } from '../failure.js';
import { type HttpAnswer, type Ask, Client } from '../play/client.js';
import { messageOf } from '#runtime/message-of.js';

export interface DeskOptions {
  readonly url: string;
  readonly issuer: string;
  readonly token?: string;
  readonly as?: string;
}

/** How an operator is recognised by the running service. */
export function asOperator(command: Command): Command {
  return command
    .option('--url <url>', 'address of the service', address, DEFAULT_URL)
    .option(
      '--token <token>',
      "an operator's access token; @FILE reads it from a file, @- from standard input",
    )
    .option('--as <login>', 'sign in as one of the sandbox’s people instead, e.g. operator-omar')
    .option('--issuer <url>', 'the sandbox to sign in at', address, DEFAULT_ISSUER);
}

/** The service's desk for operators. @throws ExpectedFailure */
export class Desk {
  private constructor(private readonly client: Client) {}

  static async open({ url, issuer, token, as }: DeskOptions): Promise<Desk> {
    if ((token === undefined) === (as === undefined))
      throw new ExpectedFailure('say who you are: either --token or --as');
    await mustAnswer(as === undefined ? { url } : { url, issuer });
    if (as === undefined) return new Desk(Client.bearing(url, await tokenFrom(token ?? '')));
    const client = await Client.person(url, issuer, as).catch((error: unknown) => {
      throw new ExpectedFailure(messageOf(error), EXIT_CODES.refused);
    });
    return new Desk(client);
  }

  /** What the service answers, if it does as asked. @throws ExpectedFailure with its own words otherwise */
  async ask(ask: Ask): Promise<HttpAnswer['body']> {
    const { status, body } = await this.client.ask(ask).catch((error: unknown) => {
      ask.signal?.throwIfAborted();
      throw new ExpectedFailure(`the service did not answer: ${messageOf(error)}`, EXIT_CODES.unavailable);
    });
    if (status >= 200 && status < 300) return body;
    throw new ExpectedFailure(
      `${textIn(body, 'title')} (${status} ${textIn(body, 'code')})${reasonsIn(body)}`,
      status >= 500 ? EXIT_CODES.unavailable : EXIT_CODES.refused,
    );
  }
}

/** Path of one parked key. */
export function pathOf(model: string, key: string): string {
  return `/v1/operations/parked/${encodeURIComponent(model)}/${encodeURIComponent(key)}`;
}

async function tokenFrom(given: string): Promise<string> {
  if (!given.startsWith('@')) return given;
  try {
    const text = given === '@-' ? await readAll(process.stdin) : await readFile(given.slice(1), 'utf8');
    return text.trim();
  } catch (error) {
    throw new ExpectedFailure(`--token ${given}: ${messageOf(error)}`);
  }
}

function textIn(body: HttpAnswer['body'], name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : 'no more is said';
}

/** Every single thing that speaks against it, where the service names them. */
function reasonsIn({ errors }: HttpAnswer['body']): string {
  if (!Array.isArray(errors) || errors.length === 0) return '';
  const reasons = errors.map((error: unknown) => {
    const { at, detail } = { at: '', detail: '', ...Object(error) } as { at: string; detail: string }; // RFC 9457, as the OpenAPI document says
    return at === '' ? detail : `${at}: ${detail}`;
  });
  return `: ${reasons.join('; ')}`;
}
