import type { Subject } from '#decider/brand.js';
import type { CommandContext } from '../command-context.js';
import { StartApplication } from '../application/start-application.js';
import type { Office } from './office.js';
import { borderNumber } from '#domain/testing/people.js';
import { Resident } from './resident.js';

/** Somebody whom passports gives the number of resident `n`. */
export class Newcomer extends Resident {
  constructor(
    private readonly rooms: Office,
    private readonly border: number,
    n = 1,
  ) {
    super(rooms, n, 'issue');
  }

  override get subject(): Subject {
    return this.rooms.subjects.of(`border:${borderNumber(this.border)}`);
  }

  override startCommand(context: CommandContext = this.by(), holderToBeDecided = false): StartApplication {
    const applicant = { kind: 'first-issue', borderNumber: borderNumber(this.border) } as const;
    return new StartApplication(context, this.subject, applicant, 'premium', 'app', holderToBeDecided);
  }

  /** Started before passports gave the number, as it goes as a rule; sent, paid and screened. */
  async sent(): Promise<void> {
    await this.start();
    await this.facts();
    await this.details();
    for (const kind of ['passport-copy', 'photo'] as const) await this.document(kind);
    await this.bill();
    await this.pay();
    await this.declare();
    await this.submit();
    await this.reserve();
    await this.screen();
  }
}
