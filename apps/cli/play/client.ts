import { randomUUID } from 'node:crypto';

/** An answer of the service: its status, its ETag, and its body as parsed JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly ifMatch?: string;
  /** Gives the answer up. */
  readonly signal?: AbortSignal;
}

/** Only where somebody signs in there: the image of production has no sandbox. */
const sandbox = async () => ({
  ...(await import('#apps/sandbox/identity-provider/people.js')),
  ...(await import('#apps/sandbox/identity-provider/sign-in.js')),
});

/** One caller of the service over HTTP: a person, or one of the internal services. */
export class Client {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static bearing(url: string, token: string): Client {
    return new Client(url, token);
  }

  static async person(url: string, issuer: string, login: string): Promise<Client> {
    const { signIn } = await sandbox();
    return new Client(url, await signIn(issuer, login));
  }

  static async service(url: string, issuer: string, id: string): Promise<Client> {
    const { sandboxSecret, serviceToken } = await sandbox();
    return new Client(url, await serviceToken(issuer, id, sandboxSecret(id)));
  }

  /** Every changing request carries an Idempotency-Key of its own. @throws Error when there is no answer at all. */
  async ask({
    method = 'GET',
    path,
    body,
    contentType = 'application/json',
    ifMatch,
    signal,
  }: Ask): Promise<HttpAnswer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        accept: 'application/json, application/problem+json',
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([AbortSignal.timeout(30_000), ...(signal === undefined ? [] : [signal])]),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? undefined,
      body: typeof parsed === 'object' && parsed !== null ? { ...parsed } : { value: parsed },
    };
  }
}
