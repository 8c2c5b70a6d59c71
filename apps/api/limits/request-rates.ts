import type { FastifyRequest } from 'fastify';
import type { Principal, Role } from '#sign-in/principal.js';
import type { Clock } from '#runtime/clock/clock.js';
import type { Configuration } from '#configuration/configuration.js';
import type { Rate, Taken } from '#runtime/limits/allowances.js';
import { MemoryAllowances } from '#runtime/limits/memory-allowances.js';
import { clientAddress } from './client-address.js';
import type { Limit, LimitRefusals } from './limit-refusals.js';

export type RequestLimits = Pick<
  Configuration,
  | 'requestsWindowS'
  | 'requestsPerAddress'
  | 'requestsUnproven'
  | 'requestsApplicant'
  | 'requestsService'
  | 'requestsOfficer'
  | 'requestsAnalyst'
  | 'requestsOperator'
>;

type Use = Extract<Taken, { ok: true }>;

/** What a request has used before it was known who sent it. */
interface Arrived {
  readonly address: Use;
  readonly unproven: Use;
}

/**
 * How many requests there may be in a window of time: from one client address; from one address by callers who have
 * not proven who they are; and from one caller, by role. Counted in this process, in memory: nothing is asked of
 * anybody. What has arrived is counted as unproven before its token is verified, so that many at once cannot overtake
 * the count, and gets that back once it is. Callers of ours (staff and services) do not use up their address: it is
 * one for a whole office or machine room.
 */
export class RequestRates {
  private readonly allowances = new MemoryAllowances();
  private readonly arrived = new WeakMap<FastifyRequest, Arrived>();

  constructor(
    private readonly limits: RequestLimits,
    private readonly refusals: LimitRefusals,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a request before its body is read.
   * @param known whose token it carries, where that was verified before
   * @throws ProblemError `too-many-requests` (429)
   */
  async arrive(request: FastifyRequest, known: Principal | undefined): Promise<void> {
    const from = clientAddress(request);
    const address = await this.take('requests-address', from);
    if (known !== undefined) return this.count(known, address);
    const unproven = await this.orGiveBack(address, () => this.take('requests-unproven', from));
    this.arrived.set(request, { address, unproven });
  }

  /** Counts it as its caller's, now that its token was verified. @throws ProblemError `too-many-requests` (429) */
  async prove(request: FastifyRequest, principal: Principal): Promise<void> {
    const arrived = this.arrived.get(request);
    if (arrived === undefined) return;
    this.arrived.delete(request);
    await arrived.unproven.giveBack();
    await this.count(principal, arrived.address);
  }

  private async count(principal: Principal, address: Use): Promise<void> {
    const role = this.mostGenerous(principal);
    if (role !== 'applicant') await address.giveBack();
    const service = role === 'service' ? principal.id : undefined;
    const count = () => this.take(`requests-${role}`, principal.id, service);
    await (role === 'applicant' ? this.orGiveBack(address, count) : count());
  }

  /** What is refused does not use up the address: one caller's flood would take it from all others there. */
  private async orGiveBack(address: Use, take: () => Promise<Use>): Promise<Use> {
    try {
      return await take();
    } catch (error) {
      await address.giveBack();
      throw error;
    }
  }

  /** Of several roles the one that allows most; without any, an applicant's. */
  private mostGenerous({ roles }: Principal): Role {
    const [first = 'applicant', ...others] = roles;
    return others.reduce<Role>(
      (best, role) => (this.limitOf(`requests-${role}`) > this.limitOf(`requests-${best}`) ? role : best),
      first,
    );
  }

  private async take(limit: RequestLimit, who: string, service?: string): Promise<Use> {
    const rate: Rate = { limit: this.limitOf(limit), windowMs: this.limits.requestsWindowS * 1_000 };
    const taken = await this.allowances.take(`${limit} ${who}`, rate, this.clock.now().getTime());
    if (taken.ok) return taken;
    const { retryMs } = taken;
    throw await this.refusals.problem('too-many-requests', { limit, who, service, rate, retryMs });
  }

  private limitOf(limit: RequestLimit): number {
    return this.limits[SETTINGS[limit]];
  }
}

type RequestLimit = Extract<Limit, `requests-${string}`>;

const SETTINGS = {
  'requests-address': 'requestsPerAddress',
  'requests-unproven': 'requestsUnproven',
  'requests-applicant': 'requestsApplicant',
  'requests-service': 'requestsService',
  'requests-officer': 'requestsOfficer',
  'requests-analyst': 'requestsAnalyst',
  'requests-operator': 'requestsOperator',
} as const satisfies Record<RequestLimit, keyof RequestLimits>;
