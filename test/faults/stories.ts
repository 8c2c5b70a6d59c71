import { setTimeout as pause } from 'node:timers/promises';
import type { ApplicationId } from '#domain/kernel/brand.js';
import { credentialIdOf } from '#use-cases/ids.js';
import { startBody } from '../support/case-requests.js';
import { type Answer, textIn } from '../support/http.js';
import { journey, tellCategory } from '../support/journey.js';
import { cloudEvent, satisfyingFacts, type TestPerson } from '../support/people.js';
import type { Random } from '../support/random.js';
import type { Insistent } from './insistent.js';

/**
 * How long people wait for what the service does by itself, milliseconds. Longer than all the times together that
 * something is away: one fault may follow the other before the service has come to a case.
 */
const PATIENCE_MS = 240_000;

/** By then services have mostly been asked for what a case misses, which is a second after it was screened. */
const ASKED_WITHIN_MS = 3_000;

/** How an application has to have ended once everything is quiet. */
export type Ending = 'issued' | 'rejected' | 'withdrawn';

export interface Told {
  readonly applicationId: string;
  readonly ending: Ending;
  /** How many identities it led to, those that followed a revoked one included. */
  readonly credentials: number;
}

/** Tokens of everybody who takes part. */
export interface Cast {
  readonly person: TestPerson;
  readonly token: string;
  readonly officer: string;
  readonly services: Readonly<Record<string, string>>;
}

/** What happens to one person; the teller notes what must become of their applications. @throws on an answer it cannot go on from */
export type Story = (teller: Teller) => Promise<void>;

export class Teller {
  /** Also of a story that was not told to its end. */
  readonly told: Told[] = [];
  private facts = 0;
  private categoryTold = false;

  constructor(
    readonly insistent: Insistent,
    readonly cast: Cast,
    readonly random: Random,
  ) {}

  /**
   * From start to submission, paid, for so many months. A person whose last case has just ended may have to wait for the
   * way to be free.
   */
  async apply(period = 12): Promise<string> {
    const { person, token, services } = this.cast;
    const sadad = services['sadad'] ?? '';
    await this.tellCategoryOnce();
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await journey(this.insistent, { person, token, sadad, period });
      } catch (error) {
        if (!String(error).includes('open-application-exists')) throw error;
        if (Date.now() > deadline)
          throw new Error(`waited ${PATIENCE_MS} ms to apply again after ${JSON.stringify(this.told)}`, {
            cause: error,
          });
        await pause(25);
      }
    }
  }

  /** A fact that is told again is acknowledged and leaves nothing: what is acknowledged here leaves one. */
  private async tellCategoryOnce(): Promise<void> {
    if (this.categoryTold) return;
    await tellCategory(this.insistent, this.cast.person, this.cast.services['passports'] ?? '');
    this.categoryTold = true;
  }

  /** How an application must end. */
  ends(applicationId: string, ending: Ending, credentials = ending === 'issued' ? 1 : 0): void {
    this.told.push({ applicationId, ending, credentials });
  }

  async ofApplicant(method: string, path: string, body?: unknown): Promise<Answer> {
    return accepted(await this.insistent.ask(method, path, { token: this.cast.token, body }));
  }

  start(): Promise<Answer> {
    const body = startBody(this.cast.person);
    return this.insistent.ask('POST', '/v1/applications', { token: this.cast.token, body });
  }

  withdraw(applicationId: string): Promise<Answer> {
    return this.ofApplicant('POST', `/v1/applications/${applicationId}/withdraw`, {});
  }

  /** An officer acts on a case as soon as it has reached the officers. */
  async inReview(applicationId: string, action: string, body?: unknown): Promise<void> {
    const path = `/v1/applications/${applicationId}/${action}`;
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.insistent.ask('POST', path, { token: this.cast.officer, body });
      if (answer.status < 300) return;
      const isEarly = ['not-in-review', 'application-not-submitted'].includes(textIn(answer.body, 'code'));
      if (!isEarly || Date.now() > deadline) accepted(answer);
      await pause(25);
    }
  }

  /** An officer asks that another identity follows that of the case, until that is done or refused like this. */
  async replace(applicationId: string, until: 'done' | 'not-revoked' | 'ground-still-stands'): Promise<void> {
    const credentialId = credentialIdOf(applicationId as ApplicationId); // as the service answered it
    const path = `/v1/applications/${applicationId}/credentials/${credentialId}/replacement`;
    const asked = { token: this.cast.officer, body: { reason: 'ground-corrected' } };
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.insistent.ask('POST', path, asked);
      const came = answer.status < 300 ? 'done' : textIn(answer.body, 'code');
      if (came === until) return;
      if (!NOT_YET_REPLACED.includes(came) || Date.now() > deadline)
        throw new Error(`waited for ${until}, and got ${came}`);
      await pause(50);
    }
  }

  /** All that satisfies the conditions, in any order, as the services send it: one by one or in a batch. */
  async satisfy(): Promise<void> {
    const { person } = this.cast;
    const facts = satisfyingFacts(person, new Date());
    for (const source of this.random.shuffled([...new Set(facts.map(sourceOf))])) {
      await this.send(
        source,
        facts.filter((fact) => sourceOf(fact) === source),
      );
    }
  }

  /** Answers the fact's id, by which another corrects it. */
  async fact(kind: string, source: string, data: object, corrects?: string): Promise<string> {
    this.facts += 1;
    const { n, identity } = this.cast.person;
    const time = new Date(Date.now() - 60_000).toISOString();
    const id = `${kind}/${n}/${this.facts}`;
    const fact = cloudEvent({ service: source, kind, id, time, subject: identity }, data);
    await this.send(source, [{ ...fact, ...(corrects && { corrects }) }]);
    return id;
  }

  private async send(source: string, facts: readonly object[]): Promise<void> {
    const [only] = facts;
    const single = facts.length === 1;
    const type = single ? 'application/cloudevents+json' : 'application/cloudevents-batch+json';
    const ask = {
      token: this.cast.services[source] ?? '',
      headers: { 'content-type': type },
      body: single ? only : facts,
    };
    accepted(await this.insistent.ask('POST', '/v1/facts', ask));
  }
}

/** What it takes until a revoked identity can be followed by another. */
const NOT_YET_REPLACED: readonly string[] = [
  'credential-not-found',
  'not-revoked',
  'ground-still-stands',
  'open-application-exists',
];

/** A violation objected to is for an officer to judge. */
async function judged(teller: Teller, decision: 'approve' | 'reject'): Promise<void> {
  await teller.satisfy();
  const violationId = `T-${teller.cast.person.n}`;
  await teller.fact('violation-recorded', 'traffic', { violationId, amount: 30_000 });
  await teller.fact('violation-objected', 'traffic', { violationId });
  const applicationId = await teller.apply();
  await teller.inReview(applicationId, 'review-claim');
  await teller.inReview(applicationId, 'decision', { decision, reason: 'objection-looked-into' });
  teller.ends(applicationId, decision === 'approve' ? 'issued' : 'rejected');
}

export const STORIES: Readonly<Record<string, Story>> = {
  'all satisfied': async (teller) => {
    await teller.satisfy();
    teller.ends(await teller.apply(), 'issued');
  },
  'facts late': async (teller) => {
    const applicationId = await teller.apply();
    await teller.satisfy();
    teller.ends(applicationId, 'issued');
  },
  'asked for what is missing': async (teller) => {
    const applicationId = await teller.apply();
    await pause(ASKED_WITHIN_MS);
    await teller.satisfy();
    teller.ends(applicationId, 'issued');
  },
  'facts meanwhile': async (teller) => {
    const [applicationId] = await Promise.all([teller.apply(), teller.satisfy()]);
    teller.ends(applicationId, 'issued');
  },
  'violation settled': async (teller) => {
    await teller.satisfy();
    const violationId = `T-${teller.cast.person.n}`;
    await teller.fact('violation-recorded', 'traffic', { violationId, amount: 30_000 });
    const applicationId = await teller.apply();
    await teller.fact('violation-settled', 'traffic', { violationId });
    teller.ends(applicationId, 'issued');
  },
  'absence confirmed': async (teller) => {
    await teller.satisfy();
    const reportId = `H-${teller.cast.person.n}`;
    await teller.fact('absence-reported', 'labour', { reportId });
    const applicationId = await teller.apply();
    await teller.fact('absence-confirmed', 'labour', { reportId });
    teller.ends(applicationId, 'rejected');
  },
  'withdrawn, then again': async (teller) => {
    const withdrawn = await teller.apply();
    await teller.withdraw(withdrawn);
    teller.ends(withdrawn, 'withdrawn');
    const applicationId = await teller.apply();
    await teller.satisfy();
    teller.ends(applicationId, 'issued');
  },
  'approved by an officer': (teller) => judged(teller, 'approve'),
  'rejected by an officer': (teller) => judged(teller, 'reject'),
  'renewed twice': async (teller) => {
    await teller.satisfy();
    // It ends soon enough to be renewed again at once.
    teller.ends(await teller.apply(3), 'issued');
    teller.ends(await teller.apply(), 'issued');
  },
  'revoked by mistake, followed by another': async (teller) => {
    await teller.satisfy();
    const applicationId = await teller.apply();
    teller.ends(applicationId, 'issued', 2);
    await teller.replace(applicationId, 'not-revoked');
    const residency = (status: string, corrects?: string) =>
      teller.fact('residency-status-changed', 'passports', { status, category: 'employee' }, corrects);
    const wrong = await residency('cancelled');
    await teller.replace(applicationId, 'ground-still-stands');
    await residency('valid', wrong);
    await teller.replace(applicationId, 'done');
  },
  'two at once': async (teller) => {
    const answers = await Promise.all([teller.start(), teller.start()]);
    const [started, ...more] = answers.filter(({ status }) => status === 201);
    if (started === undefined || more.length > 0) {
      throw new Error(`two starts of one person: ${answers.map(({ status }) => status).join(' and ')}`);
    }
    const applicationId = textIn(started.body, 'applicationId');
    await teller.withdraw(applicationId);
    teller.ends(applicationId, 'withdrawn');
  },
};

function accepted(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`);
}

function sourceOf(fact: object): string {
  return String(Reflect.get(fact, 'source')).slice(1);
}
