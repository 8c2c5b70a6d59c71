import { documentBody, DOCUMENTS, paymentBody, startBody } from '#test/support/case-requests.js';
import { DETAILS, fact, goodFacts, iqama } from './residents.js';
import type { Answer, RunningApi } from './running-api.js';

const CLOUD_EVENT = { 'content-type': 'application/cloudevents+json' };

/** Resident `n` (who signs in as `r<n>`) on the way through the service. */
export class ApplicantInTest {
  readonly login: string;
  applicationId = '';
  trackingNumber = '';
  private categoryTold = false;
  bill: { readonly billNumber: string; readonly amount: number } = { billNumber: '', amount: 0 };

  constructor(
    private readonly api: RunningApi,
    readonly n: number,
  ) {
    this.login = `r${n}`;
  }

  startBody(n = this.n, category = 'employee') {
    return startBody({ iqamaNumber: iqama(n) }, category);
  }

  async start(category?: string): Promise<Answer> {
    const answer = await this.post('/v1/applications', this.startBody(this.n, category));
    this.applicationId = String(answer.body['applicationId']);
    this.trackingNumber = String(answer.body['trackingNumber']);
    return answer;
  }

  post(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.api.ask({
      as: this.login,
      method: 'POST',
      path,
      ...(body !== undefined && { body }),
      headers,
    });
  }

  /** As `enter`; passports has told the category before, without which there is no bill. */
  async details(body: unknown = DETAILS, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    if (!this.categoryTold) {
      const status = { status: 'valid', category: 'employee' };
      await this.tell('passports', 'residency-status-changed', status);
    }
    return this.enter(body, headers);
  }

  enter(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.api.ask({ as: this.login, method: 'PUT', path: this.path('/details'), body, headers });
  }

  document(kind: string): Promise<Answer> {
    return this.post(this.path('/documents'), documentBody(String(this.n), kind));
  }

  async askBill(): Promise<Answer> {
    const answer = await this.post(this.path('/bill'));
    this.bill = { billNumber: String(answer.body['billNumber']), amount: Number(answer.body['amount']) };
    return answer;
  }

  pay(more: object = {}): Promise<Answer> {
    const body = paymentBody(this.bill, { paidAt: '2026-03-01T09:00:00Z', ...more });
    return this.api.ask({
      as: 'sadad',
      method: 'POST',
      path: '/v1/sadad/notifications',
      body,
      headers: { 'idempotency-key': '' },
    });
  }

  async tell(service: string, kind: string, data: object): Promise<Answer> {
    if ('category' in data) this.categoryTold = true;
    const body = fact(this.n, service, kind, data);
    return this.api.ask({ as: service, method: 'POST', path: '/v1/facts', body, headers: CLOUD_EVENT });
  }

  async goodFacts(): Promise<void> {
    for (const { service, kind, content } of goodFacts()) await this.tell(service, kind, content);
  }

  /** Everything but the submission. */
  async prepare(): Promise<void> {
    await this.start();
    await this.details();
    for (const kind of DOCUMENTS) await this.document(kind);
    await this.askBill();
    await this.pay();
    await this.declare();
  }

  async declare(): Promise<Answer> {
    const review = await this.api.ask({ as: this.login, path: this.path('/review') });
    return this.post(
      this.path('/review'),
      { declaration: true },
      { 'if-match': review.headers.get('etag') ?? '' },
    );
  }

  status(query = ''): Promise<Answer> {
    return this.api.ask({ as: this.login, path: this.path(query) });
  }

  path(rest: string): string {
    return `/v1/applications/${this.applicationId}${rest}`;
  }
}
