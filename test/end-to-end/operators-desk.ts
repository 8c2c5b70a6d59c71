import type { Answer, HttpClient } from '../support/http.js';

const PARKED = '/v1/operations/parked';

export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
}

export interface Waiting {
  readonly count: number;
  readonly events: readonly (EventPlace & { readonly type: string })[];
}

/** The desk for one parked key, over HTTP, as somebody who is or is not an operator. */
export class OperatorsDesk {
  constructor(
    private readonly http: () => HttpClient,
    private readonly key: () => string,
    private readonly token: string,
  ) {}

  list(): Promise<Answer> {
    return this.http().ask('GET', PARKED, { token: this.token });
  }

  show(model: string): Promise<Answer> {
    return this.http().ask('GET', this.path(model), { token: this.token });
  }

  replay(model: string): Promise<Answer> {
    return this.http().ask('POST', `${this.path(model)}/replay`, { token: this.token });
  }

  discard(model: string, event: EventPlace): Promise<Answer> {
    const body = { reason: 'cannot-be-read', event };
    return this.http().ask('POST', `${this.path(model)}/discard`, { token: this.token, body });
  }

  /** What is parked, by model. */
  async heldUp(): Promise<readonly { readonly model: string }[]> {
    const { body } = await this.list();
    const { entries } = body as { readonly entries: readonly { readonly model: string }[] }; // as the OpenAPI document says
    return [...entries].sort((a, b) => (a.model < b.model ? -1 : 1));
  }

  async waiting(model: string): Promise<Waiting> {
    const { body } = await this.show(model);
    return (body as { readonly waiting: Waiting }).waiting; // likewise
  }

  private path(model: string): string {
    return `${PARKED}/${model}/${this.key()}`;
  }
}
