import { person } from '../support/people.js';
import { Random } from '../support/random.js';
import type { TokenMint } from '../support/token-mint.js';
import type { Address } from './address.js';
import { Insistent } from './insistent.js';
import type { Ledger } from './ledger.js';
import { STORIES, Teller, type Told } from './stories.js';
import { messageOf } from '#runtime/message-of.js';

const SERVICES = ['sadad', 'passports', 'accounts', 'labour', 'insurance', 'traffic'] as const;

/** Many people at once, one story after the other, until told to stop. */
export class Load {
  /** Applications, and what must become of them. */
  readonly told: (Told & { readonly story: string; readonly run: number })[] = [];
  private stopped = false;
  private people = 0;

  constructor(
    private readonly address: Address,
    private readonly ledger: Ledger,
    private readonly mint: TokenMint,
    private readonly random: Random,
  ) {}

  /** Resolves once it was stopped and everybody's story has come to its end. */
  async run(travellers: number): Promise<void> {
    const services = Object.fromEntries(
      await Promise.all(SERVICES.map(async (name) => [name, await this.mint.service(name)] as const)),
    );
    await Promise.all(Array.from({ length: travellers }, () => this.travel(services)));
  }

  stop(): void {
    this.stopped = true;
  }

  private async travel(services: Readonly<Record<string, string>>): Promise<void> {
    const names = Object.keys(STORIES);
    while (!this.stopped) {
      const someone = person((this.people += 1));
      const name = names[someone.n % names.length] ?? '';
      const random = new Random(this.random.between(0, 0xffff_ffff));
      const [token, officer] = await Promise.all([
        this.mint.applicant(someone.identity),
        this.mint.staff('officer', 'officer-1'),
      ]);
      const cast = { person: someone, token, officer, services };
      const insistent = new Insistent(this.address, this.ledger, random);
      const teller = new Teller(insistent, cast, random);
      try {
        await STORIES[name]?.(teller);
      } catch (error) {
        this.ledger.complain(`${name}: ${messageOf(error)}`);
      }
      const { run } = this.ledger;
      this.told.push(...teller.told.map((one) => ({ ...one, story: name, run })));
    }
  }
}
