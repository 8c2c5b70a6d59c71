import {
  CATEGORY_TOLD_AT,
  detailsBody,
  documentBody,
  DOCUMENTS,
  paymentBody,
  startBody,
} from './case-requests.js';
import { type Answer, type Asks, textIn } from './http.js';
import { cloudEvent, type TestPerson } from './people.js';

/** The steps of an applicant's way from start to submission, each one request. */
export type JourneyStep = 'start' | 'details' | 'document' | 'bill' | 'payment' | 'review' | 'submit';

export interface Traveller {
  readonly person: TestPerson;
  readonly token: string;
  /** Default: a renewal. */
  readonly applicant?: object;
  /** Months asked for. Default 12. */
  readonly period?: number;
  /** Token of SADAD, who notifies of the payment. */
  readonly sadad: string;
  /** Token of passports, who then tells the category before anything else: without it there is no bill. */
  readonly passports?: string;
}

/** Goes the whole way; `sent` is told the time of each request. Resolves with the application's id. @throws on any refusal */
export async function journey(
  http: Asks,
  { person, token, sadad, passports, applicant, period = 12 }: Traveller,
  sent: (step: JourneyStep, milliseconds: number, answer: Answer) => void = () => undefined,
): Promise<string> {
  const ask = async (step: JourneyStep, method: string, path: string, more: object): Promise<Answer> => {
    const began = performance.now();
    const answer = await http.ask(method, path, { token, ...more });
    sent(step, performance.now() - began, answer);
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };
  if (passports !== undefined) await tellCategory(http, person, passports);
  const started = await ask('start', 'POST', '/v1/applications', {
    body: { ...startBody(person), ...(applicant && { applicant }) },
  });
  const id = textIn(started.body, 'applicationId');
  const at = `/v1/applications/${id}`;
  await ask('details', 'PUT', `${at}/details`, { body: detailsBody(person, period) });
  let answer: Answer = started;
  for (const kind of DOCUMENTS)
    answer = await ask('document', 'POST', `${at}/documents`, { body: documentBody(id, kind) });
  const bill = await ask('bill', 'POST', `${at}/bill`, {});
  const billed = { billNumber: textIn(bill.body, 'billNumber'), amount: Number(textIn(bill.body, 'amount')) };
  await ask('payment', 'POST', '/v1/sadad/notifications', { token: sadad, body: paymentBody(billed) });
  await ask('review', 'POST', `${at}/review`, {
    headers: { 'if-match': String(answer.headers['etag']) },
    body: { declaration: true },
  });
  await ask('submit', 'POST', `${at}/submit`, {});
  return id;
}

/** The same fact whenever it is told again; what is told of the residency otherwise took effect after it. */
export async function tellCategory(http: Asks, { n, identity }: TestPerson, token: string): Promise<void> {
  const { status, body } = await http.ask('POST', '/v1/facts', {
    token,
    headers: { 'content-type': 'application/cloudevents+json' },
    body: cloudEvent(
      {
        service: 'passports',
        kind: 'residency-status-changed',
        id: `category/${n}`,
        time: CATEGORY_TOLD_AT,
        subject: identity,
      },
      { status: 'valid', category: 'employee' },
    ),
  });
  if (status >= 400) throw new Error(`POST /v1/facts: ${status} ${JSON.stringify(body)}`);
}
