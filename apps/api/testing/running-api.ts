import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxSecret, type SandboxPerson } from '#apps/sandbox/identity-provider/people.js';
import { serviceToken, signIn } from '#apps/sandbox/identity-provider/sign-in.js';
import { startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { Contract } from './contract.js';

/** Of this process's data folders: without it each start would warn that the master key lies beside the keys. */
const KEYS_SECRET = randomBytes(32).toString('hex');

/** Every answer is held against the OpenAPI document on the way. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Request {
  readonly as?: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type RunningApi = Awaited<ReturnType<typeof runningApi>>;

/** The whole service on a fresh folder, and ways to talk to it. */
export async function runningApi(
  environment: Readonly<Record<string, string>>,
  people: readonly SandboxPerson[],
) {
  const data = await mkdtemp(join(tmpdir(), 'hawiya-api-'));
  const lines: string[] = [];
  const contract = await Contract.read();
  const service = await startStandalone(
    readConfiguration({
      HAWIYA_DATA: data,
      HAWIYA_PORT: '0',
      HAWIYA_SANDBOX_PORT: '0',
      HAWIYA_KEYS_SECRET: KEYS_SECRET,
      HAWIYA_ERASURES_FILE: join(data, 'erasures.jsonl'),
      HAWIYA_ERASURE_SETTLE_MS: '0',
      ...environment,
    }),
    {
      people,
      logger: createLogger({ level: 'warn', format: 'json' }, { write: (line) => lines.push(line) }),
    },
  );
  const issuer = service.issuer ?? '';
  const tokens = new Map<string, Promise<string>>();
  const person = (id: string) => people.some((one) => one.id === id);
  const token = (id: string): Promise<string> => {
    const known =
      tokens.get(id) ?? (person(id) ? signIn(issuer, id) : serviceToken(issuer, id, sandboxSecret(id)));
    tokens.set(id, known);
    return known;
  };

  /** Every changing request gets an Idempotency-Key of its own unless it brings one; an empty one is left out. */
  const send = async ({ as, method = 'GET', path, body, headers = {} }: Request): Promise<Response> => {
    const all: Record<string, string> = {
      ...(as !== undefined && { authorization: `Bearer ${await token(as)}` }),
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
    return fetch(service.url + path, {
      method,
      headers: present,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  };
  const ask = async (request: Request): Promise<Answer> => {
    const response = await send(request);
    const text = await response.text();
    // Every answer of the API but the metrics and the page is a JSON object.
    const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const type = response.headers.get('content-type') ?? '';
    const { method = 'GET', path } = request;
    const difference = contract.difference(method, path, { status: response.status, type, body: parsed });
    if (difference !== undefined) throw new Error(`${method} ${path}: ${difference}: ${text}`);
    return { status: response.status, headers: response.headers, body: parsed };
  };
  return {
    data,
    url: service.url,
    issuer,
    lines,
    ask,
    send,
    token,
    /** May be called more than once. */
    close: async () => {
      await service.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is as wanted. @throws Error with the last answer when `ms` are over. */
export async function until(
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => boolean,
  ms = 4_000,
): Promise<Answer> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`not in time: ${answer.status} ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
