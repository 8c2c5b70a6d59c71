import type {
  AppealStep,
  CaseFile,
  Expectation,
  FactStep,
  OfficerStep,
  Someone,
  CaseFileStep,
} from './case-file.js';
import { applicantOf, type BillToPay, documentBody, factEvent, officerAsks, paymentBody } from './bodies.js';
import { Callers } from './callers.js';
import type { HttpAnswer, Ask, Client } from './client.js';
import { withDates } from './dates.js';
import { differences, type SeenStatus, seen } from './seen.js';

/** What came of playing a case. */
export interface Played {
  readonly file: CaseFile;
  readonly seen: SeenStatus;
  /** Empty when everything was as the case file says. */
  readonly differences: readonly string[];
}

export interface PlayOptions {
  /** Address of the service. */
  readonly url: string;
  /** The OpenID provider the people of the case files sign in at. */
  readonly issuer: string;
  /** How long an expected state may take to show, milliseconds. */
  readonly patienceMs: number;
  /** Ends the playing between two requests. */
  readonly signal?: AbortSignal;
}

/** Plays one case file against a running service through HTTP, as the outside world would. */
export async function play(file: CaseFile, options: PlayOptions): Promise<Played> {
  const player = new Player(file, options);
  return player.run();
}

/** Whoever decides in the case files, as the identity provider knows them. */
const OFFICER = 'officer-noura';

const STILL_OPEN = 'open-application-exists';

class Player {
  private readonly now = Date.now();
  private readonly callers: Callers;
  private applicationId: string | undefined;
  private revision = '0';
  private bill: BillToPay | undefined;
  private readonly problems: string[] = [];
  private refused: string | undefined;
  /** Who acts now. */
  private self: Someone;

  constructor(
    private readonly file: CaseFile,
    private readonly options: PlayOptions,
  ) {
    this.callers = new Callers(options);
    this.self = file;
  }

  async run(): Promise<Played> {
    for (const [index, step] of this.file.steps.entries()) {
      this.options.signal?.throwIfAborted();
      const before = this.problems.length;
      await this.step(step);
      if (this.problems.length > before) {
        this.problems[before] = `step ${index + 1}: ${this.problems[before]}`;
        break;
      }
    }
    const last = await this.waitFor(this.file.expect);
    return { file: this.file, seen: last.seen, differences: [...this.problems, ...last.differences] };
  }

  private async step(step: CaseFileStep): Promise<void> {
    if ('fact' in step) return this.facts([step.fact], step.refused);
    if ('facts' in step) return this.facts(step.facts, step.refused);
    if ('precheck' in step) {
      const body = { applicant: applicantOf(this.self.identity), ...withDates(step.precheck, this.now) };
      return this.applicantAsks({ method: 'POST', path: '/v1/pre-checks', body }, step.refused);
    }
    if ('start' in step) return this.start(step.start, step.refused);
    if ('details' in step) {
      const body = withDates(step.details, this.now);
      return this.applicantAsks({ method: 'PUT', path: this.path('/details'), body }, step.refused);
    }
    if ('document' in step) return this.document(step.document, step.refused);
    if ('bill' in step) return this.issueBill(step.refused);
    if ('pay' in step) return this.pay(step.pay, step.refused);
    if ('review' in step) {
      const ask: Ask = { method: 'POST', path: this.path('/review'), body: { declaration: true } };
      return this.applicantAsks({ ...ask, ifMatch: `"${this.revision}"` }, step.refused);
    }
    if ('submit' in step)
      return this.applicantAsks({ method: 'POST', path: this.path('/submit') }, step.refused);
    if ('withdraw' in step) {
      return this.applicantAsks({ method: 'POST', path: this.path('/withdraw'), body: {} }, step.refused);
    }
    if ('appeal' in step) return this.appeal(step.appeal, step.refused);
    if ('as' in step) {
      this.self = step.as;
      return;
    }
    if ('officer' in step) return this.officer(step.officer, step.refused);
    const { differences: missed } = await this.waitFor(step.wait);
    this.problems.push(...missed);
  }

  private async officer(step: OfficerStep, refused: string | undefined): Promise<void> {
    const { path, body } = officerAsks(step, (await this.look()).credential?.credentialId);
    const officer = await this.callers.person(OFFICER);
    await this.asked(officer, { method: 'POST', path: this.path(path), ...(body && { body }) }, refused);
  }

  private async appeal({ statement, holder }: AppealStep, refused: string | undefined): Promise<void> {
    const { credential } = holder === undefined ? { credential: undefined } : await this.look();
    const path = credential === undefined ? this.path('') : `/v1/credentials/${credential.credentialId}`;
    const ask: Ask = { method: 'POST', path: `${path}/absence-appeal`, body: { statement } };
    await this.applicantAsks(ask, refused);
  }

  private async start(
    start: { readonly category: string; readonly identity?: string },
    refused: string | undefined,
  ) {
    const body = {
      applicant: applicantOf(start.identity ?? this.self.identity),
      category: start.category,
      channel: 'app',
    };
    const person = await this.callers.person(this.self.person);
    const answer = await this.asked(
      // What has ended a moment ago is still being put away: another start waits for that, like a person would.
      this.applicationId === undefined || refused === STILL_OPEN ? person : this.patient(person),
      { method: 'POST', path: '/v1/applications', body },
      refused,
    );
    if (answer !== undefined) this.applicationId = String(answer.body['applicationId']);
  }

  /** Asks again, under another key, until no open application is in the way. */
  private patient(client: Client): Pick<Client, 'ask'> {
    const deadline = Date.now() + this.options.patienceMs;
    const ask: Client['ask'] = async (asked) => {
      const answer = await client.ask(asked);
      if (!problemCodes(answer).includes(STILL_OPEN) || Date.now() >= deadline) return answer;
      await new Promise((resolve) => setTimeout(resolve, 25));
      return ask(asked);
    };
    return { ask };
  }

  private async document(kind: string, refused: string | undefined) {
    const body = documentBody(this.file.key, kind);
    await this.applicantAsks({ method: 'POST', path: this.path('/documents'), body }, refused);
  }

  private async issueBill(refused: string | undefined) {
    const answer = await this.asked(
      await this.callers.person(this.self.person),
      { method: 'POST', path: this.path('/bill') },
      refused,
    );
    if (answer === undefined) return;
    this.bill = { billNumber: String(answer.body['billNumber']), amount: Number(answer.body['amount']) };
  }

  /** SADAD notifies of a payment; `times: 2` sends the very same notification twice. */
  private async pay(
    pay: { readonly times?: number; readonly halalas?: number },
    refused: string | undefined,
  ) {
    if (this.bill === undefined) return void this.problems.push('there is no bill to pay');
    const body = paymentBody(this.bill, pay.halalas, this.now);
    for (let time = 0; time < (pay.times ?? 1); time += 1) {
      await this.asked(
        await this.callers.service('sadad'),
        { method: 'POST', path: '/v1/sadad/notifications', body },
        refused,
      );
    }
  }

  private async facts(steps: readonly FactStep[], refused: string | undefined) {
    for (const step of steps) {
      const body = factEvent({ ...this.file, identity: this.self.identity }, step, this.now);
      const contentType = 'application/cloudevents+json';
      const ask: Ask = { method: 'POST', path: '/v1/facts', body, contentType };
      await this.asked(await this.callers.service(step.source), ask, refused);
    }
  }

  private async applicantAsks(ask: Ask, refused: string | undefined): Promise<void> {
    await this.asked(await this.callers.person(this.self.person), ask, refused);
  }

  /** The answer, if it is a success and was meant to be one; what is not as expected becomes a problem. */
  private async asked(
    client: Pick<Client, 'ask'>,
    ask: Ask,
    refused: string | undefined,
  ): Promise<HttpAnswer | undefined> {
    const answer = await client.ask(ask);
    const succeeded = answer.status < 400;
    const codes = succeeded ? [] : problemCodes(answer);
    if (refused === undefined ? !succeeded : !codes.includes(refused)) {
      const got = [`HTTP ${answer.status}`, ...codes].join(' ');
      const wanted = refused === undefined ? 'success' : `refusal ${refused}`;
      this.problems.push(`${ask.method ?? 'GET'} ${ask.path}: expected ${wanted}, got ${got}`);
      return undefined;
    }
    if (!succeeded) this.refused = refused;
    this.revision = /"(\d+)/.exec(answer.etag ?? '')?.[1] ?? this.revision;
    return succeeded ? answer : undefined;
  }

  /** Looks at the status until it is as expected or patience ends. */
  private async waitFor(
    expected: Expectation,
  ): Promise<{ seen: SeenStatus; differences: readonly string[] }> {
    const deadline = Date.now() + this.options.patienceMs;
    for (;;) {
      this.options.signal?.throwIfAborted();
      const now = await this.look();
      const missed = differences(expected, now);
      if (missed.length === 0 || Date.now() >= deadline || this.problems.length > 0) {
        return { seen: now, differences: missed };
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  private async look(): Promise<SeenStatus> {
    if (this.applicationId === undefined) return seen(undefined, this.refused);
    const person = await this.callers.person(this.self.person);
    const path = `/v1/applications/${this.applicationId}?minRevision=${this.revision}&waitMs=2000`;
    const answer = await person.ask({ path });
    return seen(answer.status === 200 ? answer.body : undefined, this.refused);
  }

  private path(rest: string): string {
    return `/v1/applications/${this.applicationId ?? 'not-started'}${rest}`;
  }
}

/** The problem's own code, and that of every detail in it. */
function problemCodes({ body }: HttpAnswer): readonly string[] {
  const { code, errors } = body;
  const details: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [{ code }, ...details].flatMap((problem) => {
    const said: unknown =
      typeof problem === 'object' && problem !== null ? Reflect.get(problem, 'code') : undefined;
    return typeof said === 'string' ? [said] : [];
  });
}
