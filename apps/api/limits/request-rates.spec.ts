import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import type { Principal, Role } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { refusalsInTest } from '../testing/limit-refusals.js';
import { type RequestLimits, RequestRates } from './request-rates.js';

const LIMITS: RequestLimits = {
  requestsWindowS: 60,
  requestsPerAddress: 9,
  requestsUnproven: 4,
  requestsApplicant: 3,
  requestsService: 20,
  requestsOfficer: 5,
  requestsAnalyst: 5,
  requestsOperator: 6,
};

const caller = (id: string, ...roles: readonly Role[]): Principal => ({
  id,
  roles: new Set(roles),
  identity: undefined,
  person: undefined,
  expiresAt: Infinity,
});

function rates(limits: Partial<RequestLimits> = {}) {
  let now = Date.UTC(2026, 2, 1);
  const clock = { now: () => new Date(now) };
  const { refusals, lines, counted: figure } = refusalsInTest(clock);
  const counted = new RequestRates({ ...LIMITS, ...limits }, refusals, clock);
  const from = (ip: string) => ({ ip }) as FastifyRequest; // all that is looked at
  const outcome = async (work: () => Promise<void>): Promise<string> => {
    try {
      await work();
      return 'served';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return `${error.code} ${error.options.headers?.['ratelimit'] ?? ''}`;
    }
  };
  return {
    lines,
    pass: (ms: number) => (now += ms),
    figure,
    /** Without a token, or with one that is not valid. */
    stranger: (ip: string) => outcome(() => counted.arrive(from(ip), undefined)),
    /** With a token seen before. */
    known: (principal: Principal, ip: string) => outcome(() => counted.arrive(from(ip), principal)),
    /** With a token that is verified now. */
    fresh: (principal: Principal, ip: string) =>
      outcome(async () => {
        const request = from(ip);
        await counted.arrive(request, undefined);
        await counted.prove(request, principal);
      }),
  };
}

const times = async (n: number, ask: () => Promise<string>) => {
  const answers: string[] = [];
  for (let i = 0; i < n; i += 1) answers.push(await ask());
  return answers;
};
const served = (n: number) => Array.from({ length: n }, () => 'served');

describe('requests of one caller', () => {
  const amina = caller('amina', 'applicant');

  it('are as many as the role may send in a window, and again in the next one', async () => {
    const { known, pass, figure } = rates();
    expect(await times(3, () => known(amina, '192.0.2.1'))).toEqual(served(3));
    pass(20_000);
    expect(await known(amina, '192.0.2.1')).toBe('too-many-requests "requests-applicant";r=0;t=40');
    pass(39_999);
    expect(await known(amina, '198.51.100.1')).toBe('too-many-requests "requests-applicant";r=0;t=1');
    expect(await known(caller('omar', 'applicant'), '192.0.2.1')).toBe('served');
    expect(await figure('requests-applicant')).toBe(2);
    pass(1);
    expect(await known(amina, '192.0.2.1')).toBe('served');
  });

  it.each<[Role, number]>([
    ['applicant', 3],
    ['officer', 5],
    ['analyst', 5],
    ['operator', 6],
    ['service', 20],
  ])('of the role %s are %d', async (role, limit) => {
    const { known } = rates({ requestsPerAddress: 1_000 });
    expect(await times(limit, () => known(caller('x', role), '192.0.2.1'))).toEqual(served(limit));
    expect(await known(caller('x', role), '192.0.2.1')).toContain(`requests-${role}`);
  });

  it('with several roles are those of the most generous, without any an applicant’s', async () => {
    const { known } = rates();
    const both = caller('x', 'applicant', 'operator');
    expect(await times(6, () => known(both, '192.0.2.1'))).toEqual(served(6));
    expect(await known(both, '192.0.2.1')).toContain('requests-operator');
    expect(await times(3, () => known(caller('y'), '192.0.2.2'))).toEqual(served(3));
    expect(await known(caller('y'), '192.0.2.2')).toContain('requests-applicant');
  });

  it('are told of once in a window, without a name of a person', async () => {
    const { known, pass, lines } = rates();
    await times(50, () => known(amina, '192.0.2.1'));
    expect(lines).toHaveLength(1);
    pass(60_000);
    await times(50, () => known(amina, '192.0.2.1'));
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('amina');
    const service = rates({ requestsService: 1 });
    await times(3, () => service.known(caller('traffic', 'service'), '192.0.2.1'));
    expect(service.lines).toEqual([expect.stringContaining('"service":"traffic"')]);
  });
});

describe('requests from one address', () => {
  it('without proof of who sends them are few, and do not lock out who is known already', async () => {
    const { stranger, known, fresh } = rates();
    expect(await times(4, () => stranger('192.0.2.1'))).toEqual(served(4));
    expect(await stranger('192.0.2.1')).toContain('requests-unproven');
    expect(await known(caller('amina', 'applicant'), '192.0.2.1')).toBe('served');
    // The price: a token nobody has seen is as good as none until the window is over.
    expect(await fresh(caller('omar', 'applicant'), '192.0.2.1')).toContain('requests-unproven');
    expect(await stranger('192.0.2.2')).toBe('served');
  });

  it('are given back as unproven once a token is verified', async () => {
    const { fresh, stranger } = rates();
    const many = Array.from({ length: 6 }, (_, n) => caller(`a${n}`, 'applicant'));
    for (const one of many) expect(await fresh(one, '192.0.2.1')).toBe('served');
    expect(await times(3, () => stranger('192.0.2.1'))).toEqual(served(3));
    expect(await stranger('192.0.2.1')).toContain('requests-address');
  });

  it('are not used up by what is refused', async () => {
    const { known, stranger } = rates();
    await times(50, () => known(caller('amina', 'applicant'), '192.0.2.1'));
    await times(50, () => stranger('192.0.2.1'));
    expect(await times(2, () => known(caller('omar', 'applicant'), '192.0.2.1'))).toEqual(served(2));
    expect(await known(caller('rahul', 'applicant'), '192.0.2.1')).toContain('requests-address');
  });

  it('are as many as all applicants there may send together', async () => {
    const { known } = rates();
    const ask = (n: number, ip: string) => known(caller(`a${n}`, 'applicant'), ip);
    for (let n = 0; n < 9; n += 1) expect(await ask(n, '192.0.2.1')).toBe('served');
    expect(await ask(9, '192.0.2.1')).toContain('requests-address');
    expect(await ask(9, '192.0.2.2')).toBe('served');
  });

  it('are not used up by staff and services', async () => {
    const { known, fresh } = rates();
    expect(await times(10, () => known(caller('traffic', 'service'), '192.0.2.1'))).toEqual(served(10));
    expect(await times(10, () => fresh(caller('traffic', 'service'), '192.0.2.1'))).toEqual(served(10));
    expect(await known(caller('amina', 'applicant'), '192.0.2.1')).toBe('served');
  });

  it('are counted before a token is verified, however many come at once', async () => {
    const { stranger } = rates();
    const answers = await Promise.all(Array.from({ length: 100 }, () => stranger('192.0.2.1')));
    expect(answers.filter((answer) => answer === 'served')).toHaveLength(LIMITS.requestsUnproven);
  });
});
