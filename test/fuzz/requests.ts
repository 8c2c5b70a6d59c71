import { randomUUID } from 'node:crypto';
import type { Random } from '../support/random.js';
import { breakBody, breakHeaders, breakPath, breakValue, type Made } from './breaking.js';
import type { Operation, Parameter } from './document.js';
import type { Values } from './values.js';

/** Makes requests to an operation: right ones, and ones with something wrong. */
export class Requests {
  constructor(
    private readonly values: Values,
    private readonly random: Random,
  ) {}

  make(operation: Operation, token: string | undefined): Made {
    const right = this.right(operation, token);
    return this.random.chance(0.3) ? right : this.wrong(right);
  }

  private right({ method, path, parameters, bodies }: Operation, token: string | undefined): Made {
    const given = parameters.filter(({ required }) => required === true || this.random.chance(0.5));
    const [type, schema] = this.body(bodies);
    const body = schema === undefined ? undefined : Buffer.from(JSON.stringify(this.values.of(schema)));
    return {
      method,
      path: this.address(path, given),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(type !== undefined && { 'content-type': type }),
        ...Object.fromEntries(given.filter((one) => one.in === 'header').map((one) => this.header(one))),
      },
      body,
    };
  }

  private wrong(made: Made): Made {
    const { random } = this;
    const { body } = made;
    const ways = [
      () => ({ ...made, headers: breakHeaders(made.headers, random) }),
      () => ({ ...made, path: breakPath(made.path, random) }),
    ] as const;
    if (body === undefined) {
      return random.chance(0.1)
        ? { ...made, body: breakBody(Buffer.from('{}'), random) }
        : random.pick(ways)();
    }
    return random.pick([
      ...ways,
      () => ({ ...made, body: breakBody(body, random) }),
      () => ({ ...made, body: this.brokenJson(body) }),
      () => ({ ...made, body: this.brokenJson(body) }),
      () => ({ ...made, body: this.brokenJson(body) }),
    ])();
  }

  private brokenJson(body: Buffer): Buffer {
    return Buffer.from(JSON.stringify(breakValue(JSON.parse(body.toString('utf8')), this.random)) ?? '');
  }

  private body(bodies: Operation['bodies']) {
    const [first, ...rest] = Object.entries(bodies);
    return first === undefined ? ([undefined, undefined] as const) : this.random.pick([first, ...rest]);
  }

  private address(path: string, given: readonly Parameter[]): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const { schema = {} } = given.find((one) => one.in === 'path' && one.name === name) ?? {};
      return encodeURIComponent(Buffer.from(String(this.values.of(schema, name))).toString());
    });
    const query = new URLSearchParams(
      given
        .filter((one) => one.in === 'query')
        .map(({ name, schema = {} }): [string, string] => [name, String(this.values.of(schema, name))]),
    );
    return query.size === 0 ? filled : `${filled}?${query.toString()}`;
  }

  private header({ name }: Parameter): readonly [string, string] {
    const value = { 'Idempotency-Key': randomUUID(), 'If-Match': `"${this.random.between(0, 12)}"` }[name];
    return [name.toLowerCase(), value ?? String(this.random.between(0, 40))];
  }
}
