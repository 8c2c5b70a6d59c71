import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Ask, type Asks, textIn } from '../support/http.js';
import type { Random } from '../support/random.js';
import type { Address } from './address.js';
import type { Command, Ledger } from './ledger.js';

/** However often the service is killed meanwhile, milliseconds. */
const ANSWER_WITHIN_MS = 180_000;

/** One in so many answered commands is sent again although the answer came. */
const SENT_AGAIN = 8;

/** A client that asks with the same Idempotency-Key until there is an answer, and remembers what it was told. */
export class Insistent implements Asks {
  constructor(
    private readonly address: Address,
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {}

  async ask(method: string, path: string, { token = '', headers = {}, body }: Ask = {}): Promise<Answer> {
    const id = randomUUID();
    const own = { 'idempotency-key': id, 'x-correlation-id': id, ...headers };
    const command = { id, method, path, token, headers: own, body };
    const { answer, attempts } = await this.until(command);
    this.ledger.keep(command, answer, attempts);
    if (answer.status < 300 && this.random.chance(1 / SENT_AGAIN)) await this.again(command, answer);
    return answer;
  }

  /** Sends an answered command once more: the answer must be the same, and say that it is a repetition. */
  async again(command: Command, first: Answer): Promise<void> {
    const { answer } = await this.until(command);
    const difference = differenceOf(first, answer);
    if (difference === undefined) return;
    this.ledger.complain(`${command.method} ${command.path} (${command.id}) sent again: ${difference}`);
  }

  private async until(command: Command): Promise<{ answer: Answer; attempts: number }> {
    const deadline = Date.now() + ANSWER_WITHIN_MS;
    for (let attempts = 1; Date.now() < deadline; attempts += 1) {
      const client = await this.address.client();
      const answer = await client.ask(command.method, command.path, command).catch(() => undefined);
      if (answer !== undefined && !isPassing(answer)) return { answer, attempts };
      await pause(this.random.between(5, 50));
    }
    throw new Error(`${command.method} ${command.path} (${command.id}): no answer in ${ANSWER_WITHIN_MS} ms`);
  }
}

/** Not an answer to the command: the service is closing or busy, or an earlier attempt is still under way. */
function isPassing({ status, body }: Answer): boolean {
  return status === 503 || (status === 409 && textIn(body, 'code') === 'request-in-flight');
}

/** Members that say how the service stands now, or that this is a repetition; all others must be the same. */
const MOVING = new Set(['repeated', 'paid', 'results']);

function differenceOf(first: Answer, again: Answer): string | undefined {
  const told = (answer: Answer) =>
    // The revision of the tag: its hash is of all that was sent, `repeated` included.
    JSON.stringify([answer.status, String(answer.headers['etag']).split('-', 1), answer.body], fixed);
  return told(first) === told(again) ? undefined : `${told(first)} at first, then ${told(again)}`;
}

function fixed(name: string, value: unknown): unknown {
  return MOVING.has(name) ? undefined : value;
}
