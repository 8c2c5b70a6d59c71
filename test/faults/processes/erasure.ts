import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Ask, textIn } from '../../support/http.js';
import { person, satisfyingFacts } from '../../support/people.js';
import type { TokenMint } from '../../support/token-mint.js';
import type { Theatre } from './theatre.js';

/** Nobody of the load has so high a number. */
const FIRST_PERSON = 90_000_000;
/** Longer than what is away, the times to settle and all leases together, milliseconds. */
const PATIENCE_MS = 240_000;
const ERASURES = '/v1/operations/erasures';

/**
 * A person with facts and a withdrawn case is erased. The process manager is killed when the first key is on the list
 * and not destroyed yet; MongoDB, where the keys are, is gone by the time the next process manager starts.
 */
export async function erasureCutOff(theatre: Theatre): Promise<void> {
  const { company, cluster, ledger, mint, random, awayMs } = theatre;
  const someone = person(FIRST_PERSON + random.between(0, 999_999));
  await company.stop('process-manager');
  const first = await company.start('process-manager', 'process-manager', {
    HAWIYA_CRASH_AT: 'erasure.listed',
  });
  const by = new Asker(theatre);
  const applicationId = await withdrawnCase(by, mint, someone);
  const omar = await mint.staff('operator', 'omar');
  const requested = await by.ask('POST', ERASURES, {
    token: omar,
    body: { identity: someone.identity, reason: 'asked-by-person' },
  });
  const subject = textIn(requested, 'subject');
  const at = `${ERASURES}/${subject}`;
  await by.ask('POST', `${at}/confirm`, { token: await mint.staff('operator', 'huda') });
  ledger.erased.push({ subject, applicationId, says: [someone.iqamaNumber, someone.passport.number] });

  const ended = await Promise.race([first.ended, pause(PATIENCE_MS, undefined, { ref: false })]);
  if (ended?.signal !== 'SIGKILL') {
    ledger.complain(`the erasure did not come to its list: ${JSON.stringify(ended)}`);
    await company.kill('process-manager');
  } else company.forget('process-manager');
  await cluster.mongo.kill();
  const next = company.start('process-manager', 'process-manager');
  await pause(awayMs / 4);
  await cluster.mongo.start();
  await next;
  const phase = await by.until(async () => {
    const text = textIn(await by.ask('GET', at, { token: omar }), 'phase');
    return text === 'completed' ? text : undefined;
  });
  if (phase === undefined) ledger.complain(`the erasure of ${subject} is not complete in ${PATIENCE_MS} ms`);
}

async function withdrawnCase(
  by: Asker,
  mint: TokenMint,
  someone: ReturnType<typeof person>,
): Promise<string> {
  for (const fact of satisfyingFacts(someone, new Date())) {
    const source = textIn(fact, 'source').slice(1);
    await by.ask('POST', '/v1/facts', {
      token: await mint.service(source),
      headers: { 'content-type': 'application/cloudevents+json' },
      body: fact,
    });
  }
  const token = await mint.applicant(someone.identity);
  const { iqamaNumber, passport, sponsorNumber } = someone;
  const applicant = { kind: 'renewal', iqamaNumber };
  const started = await by.ask('POST', '/v1/applications', {
    token,
    body: { applicant, category: 'employee', channel: 'app' },
  });
  const id = textIn(started, 'applicationId');
  const body = { period: 12, occupation: '2142', passport, sponsorNumber };
  await by.ask('PUT', `/v1/applications/${id}/details`, { token, body });
  await by.ask('POST', `/v1/applications/${id}/withdraw`, { token, body: {} });
  return id;
}

/** Asks until there is an answer, as a client of the service does. */
class Asker {
  constructor(private readonly theatre: Theatre) {}

  /** The body. @throws Error on a refusal */
  async ask(method: string, path: string, ask: Ask): Promise<unknown> {
    const headers = { 'idempotency-key': randomUUID(), ...ask.headers };
    const answer = await this.until(async () => {
      const client = await this.theatre.address.client();
      const found = await client.ask(method, path, { ...ask, headers }).catch(() => undefined);
      return found?.status === 503 ? undefined : found;
    });
    if (answer === undefined || answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
    return answer.body;
  }

  /** Undefined: not in time. */
  async until<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined || Date.now() > deadline) return found;
      await pause(200);
    }
  }
}
