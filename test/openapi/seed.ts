import { serviceToken, signIn } from '#apps/sandbox/identity-provider/sign-in.js';
import { sandboxSecret } from '#apps/sandbox/identity-provider/people.js';
import { documentBody, startBody } from '../support/case-requests.js';
import { eventually } from '../support/eventually.js';
import { type Answer, type Asks, HttpClient, textIn } from '../support/http.js';
import { journey } from '../support/journey.js';
import { cloudEvent, person, satisfyingFacts, type TestPerson } from '../support/people.js';

/** What the service knows by then, so that what is asked for exists: `KNOWN` of hooks.py. */
export interface Known {
  /** Names the run, for its Idempotency-Keys. */
  readonly run: number;
  /** Of the caller, as a service is known by it. */
  readonly name?: string;
  readonly iqamaNumbers: readonly string[];
  readonly sponsorNumbers: readonly string[];
  readonly residents: readonly string[];
  readonly lastFour: readonly string[];
  readonly billNumbers: readonly string[];
  readonly trackingNumbers: readonly string[];
  readonly path_parameters: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
}

export interface Seed {
  /** One's own identity was issued, and another application begun. */
  readonly applicant: { readonly token: string; readonly known: Known };
  /** Has none yet. */
  readonly newcomer: { readonly token: string; readonly known: Known };
  /** Has begun an application, and may end it. */
  readonly leaving: { readonly token: string; readonly known: Known };
  /** Whom officers and operators look at. */
  readonly others: Known;
}

/** An officer who has claimed one of the cases. */
export const OFFICER = 'officer-noura';

/** A report of absence that stands against the person. */
function absenceOf({ n, identity }: TestPerson): object {
  const time = new Date().toISOString();
  const named = { service: 'labour', kind: 'absence-reported', id: `absence/${n}`, time, subject: identity };
  return cloudEvent(named, { reportId: `A-${n}` });
}

/** Cases in several phases, made through HTTP as the outside world makes them. */
export async function seed(url: string, issuer: string): Promise<Seed> {
  const http = new HttpClient(url);
  const service = (id: string) => serviceToken(issuer, id, sandboxSecret(id));
  const tokens = { sadad: await service('sadad'), officer: await signIn(issuer, OFFICER) };

  const tell = async (fact: object) => {
    const token = await service(textIn(fact, 'source').slice(1));
    await ask(http, 'POST', '/v1/facts', {
      token,
      body: fact,
      headers: { 'content-type': 'application/cloudevents+json' },
    });
  };
  const facts = async (one: TestPerson) => {
    for (const fact of satisfyingFacts(one, new Date())) await tell(fact);
  };
  const sent = async (one: TestPerson) => {
    await facts(one);
    const token = await signIn(issuer, one.identity);
    return { token, id: await journey(http, { person: one, token, sadad: tokens.sadad }) };
  };
  const reaches = async (id: string, token: string, phase: string): Promise<unknown> => {
    let status: unknown;
    const isThere = async () => {
      status = (await ask(http, 'GET', `/v1/applications/${id}`, { token })).body;
      return textIn(status, 'phase') === phase;
    };
    await eventually(isThere, { deadlineMs: 20_000, what: `${phase} of ${id}` });
    return status;
  };

  const own = person(70_000_001);
  const issued = await sent(own);
  const first = await reaches(issued.id, issued.token, 'issued');
  const begun = async (token: string, one: TestPerson): Promise<Answer> => {
    const body = startBody(one);
    let answer: Answer | undefined;
    // The way is free a moment after the former case has ended.
    const isBegun = async () => {
      answer = await http.ask('POST', '/v1/applications', { token, body });
      return answer.status < 400 || textIn(answer.body, 'code') !== 'open-application-exists';
    };
    await eventually(isBegun, { deadlineMs: 20_000, what: 'the way free for another application' });
    return accepted(answer);
  };
  const second = await begun(issued.token, own);
  const draft = textIn(second.body, 'applicationId');
  // An appeal can be stated against it.
  await tell(absenceOf(own));
  const document = await ask(http, 'POST', `/v1/applications/${draft}/documents`, {
    token: issued.token,
    body: documentBody(draft, 'photo'),
  });

  // The machine-readable lines name somebody else: an officer has to look.
  const doubtful = [70_000_002, 70_000_003, 70_000_004].map((n) => {
    const one = person(n);
    return { ...one, passport: { ...one.passport, surname: 'MENON' } };
  });
  const referred = [];
  for (const one of doubtful) {
    const { id, token } = await sent(one);
    referred.push({ id, status: await reaches(id, token, 'in-review') });
  }
  const [claimed] = referred;
  await ask(http, 'POST', `/v1/applications/${claimed?.id}/review-claim`, { token: tokens.officer });
  const leaver = person(70_000_005);
  const leaving = await signIn(issuer, leaver.identity);
  const third = await begun(leaving, leaver);
  // Nobody has a case of theirs: they can be erased.
  const known = person(70_000_006);
  await facts(known);
  http.close();

  const shared = { sponsorNumbers: [own.sponsorNumber], query: {} };
  const bills = [first, ...referred.map(({ status }) => status)].map(billNumberIn);
  return {
    applicant: {
      token: issued.token,
      known: {
        ...shared,
        run: 1,
        iqamaNumbers: [own.iqamaNumber],
        residents: [own.identity],
        lastFour: [own.iqamaNumber.slice(-4)],
        billNumbers: bills.slice(0, 1),
        trackingNumbers: [textIn(first, 'trackingNumber'), textIn(second.body, 'trackingNumber')],
        path_parameters: {
          id: [draft, issued.id, credentialIdIn(first)],
          documentId: [textIn(document.body, 'documentId')],
          trackingNumber: [textIn(first, 'trackingNumber')],
          code: ['application-not-found'],
        },
      },
    },
    newcomer: {
      token: await signIn(issuer, person(70_000_007).identity),
      known: {
        ...shared,
        run: 4,
        iqamaNumbers: [person(70_000_007).iqamaNumber],
        residents: [person(70_000_007).identity],
        lastFour: [],
        billNumbers: [],
        trackingNumbers: [],
        path_parameters: {},
      },
    },
    leaving: {
      token: leaving,
      known: {
        ...shared,
        run: 3,
        iqamaNumbers: [leaver.iqamaNumber],
        residents: [leaver.identity],
        lastFour: [leaver.iqamaNumber.slice(-4)],
        billNumbers: [],
        trackingNumbers: [textIn(third.body, 'trackingNumber')],
        path_parameters: { id: [textIn(third.body, 'applicationId')] },
      },
    },
    others: {
      ...shared,
      run: 2,
      iqamaNumbers: doubtful.map(({ iqamaNumber }) => iqamaNumber),
      residents: [known.identity, own.identity, ...doubtful.map(({ identity }) => identity)],
      lastFour: doubtful.map(({ iqamaNumber }) => iqamaNumber.slice(-4)),
      billNumbers: bills,
      trackingNumbers: referred.map(({ status }) => textIn(status, 'trackingNumber')),
      path_parameters: {
        id: [...referred.map(({ id }) => id), issued.id],
        trackingNumber: [textIn(first, 'trackingNumber')],
        code: ['application-not-found'],
      },
    },
  };
}

async function ask(http: Asks, ...[method, path, more]: Parameters<Asks['ask']>) {
  return accepted(await http.ask(method, path, more));
}

function accepted(answer: Answer | undefined): Answer {
  if (answer === undefined || answer.status >= 400)
    throw new Error(`refused: ${answer?.status} ${JSON.stringify(answer?.body)}`);
  return answer;
}

function credentialIdIn(status: unknown): string {
  const { issued } = status as { readonly issued: { readonly credentialId: string } }; // by its schema
  return issued.credentialId;
}

function billNumberIn(status: unknown): string {
  const { fees } = status as { readonly fees: { readonly bill: { readonly billNumber: string } } }; // by its schema
  return fees.bill.billNumber;
}
