import type { Random } from '../../support/random.js';
import type { Cluster } from '../../services/cluster.js';
import type { TokenMint } from '../../support/token-mint.js';
import type { Address } from '../address.js';
import type { Ledger } from '../ledger.js';
import type { Company } from './company.js';

/** What a strike works with. Every stage has one process, named like the stage, and is left so. */
export interface Theatre {
  readonly cluster: Cluster;
  readonly company: Company;
  readonly ledger: Ledger;
  readonly address: Address;
  readonly mint: TokenMint;
  readonly random: Random;
  /** How long a service that is away stays away, milliseconds. */
  readonly awayMs: number;
}
