import { setTimeout as pause } from 'node:timers/promises';
import type { Ended } from '../support/launch.js';
import { launchService, type ServiceProcess } from '../support/service-process.js';
import type { Address } from './address.js';
import { inside } from './house.js';
import type { Ledger } from './ledger.js';
import { type Fault, faultName } from './plan.js';

/** A crash point that is not passed for so long under load never is, milliseconds. */
const CRASH_WITHIN_MS = 20_000;
/** How long there is load before the service is told to end. */
const LOAD_BEFORE_STOP_MS = 500;

/** One start of the service, and how it ended. */
export interface Run {
  readonly number: number;
  readonly fault: string;
  readonly began: Date;
  readonly ended: Date;
}

/** Starts the service, and ends it as each fault says, again and again on one folder. */
export class Campaign {
  readonly runs: Run[] = [];

  constructor(
    private readonly settings: Readonly<Record<string, string>>,
    private readonly address: Address,
    private readonly ledger: Ledger,
    private readonly progress: (line: string) => void,
  ) {}

  /** One start, ended by the fault. */
  async suffer(fault: Fault): Promise<void> {
    if (rebuilds(fault)) await forgetModels(this.settings);
    const began = this.begin();
    const service = this.launch(fault);
    const ended = await this.end(service, fault);
    this.address.closed();
    this.checkLog(service);
    if (ended.signal !== 'SIGKILL' && !(isStopping(fault) && ended.code === 0)) {
      this.ledger.complain(`ended by itself: ${JSON.stringify(ended)} ${service.lines.at(-1) ?? ''}`);
    }
    this.finish(faultName(fault), began);
  }

  /** The last start: `work` is done while it runs; then it is told to end and has to say that it ended well. */
  async conclude(work: () => Promise<void>): Promise<void> {
    const began = this.begin();
    const service = launchService({ settings: this.settings });
    if (!(await this.open(service))) throw new Error(`did not start: ${service.lines.slice(-5).join('\n')}`);
    await work();
    service.signal('SIGTERM');
    const { code, signal } = await service.ended;
    this.address.closed();
    this.checkLog(service);
    if (code !== 0) this.ledger.complain(`told to end, it ended with ${code ?? signal}`);
    this.finish('(none)', began);
  }

  private begin(): Date {
    this.ledger.run += 1;
    return new Date();
  }

  private finish(fault: string, began: Date): void {
    const number = this.ledger.run;
    this.runs.push({ number, fault, began, ended: new Date() });
    const answered = this.ledger.answered.length;
    this.progress(`run ${number}: ${fault}; ${answered} commands answered so far`);
  }

  private launch(fault: Fault): ServiceProcess {
    const crash =
      fault.kind === 'crash-point' ? { HAWIYA_CRASH_AT: `${fault.name}:${fault.pass}` } : undefined;
    return launchService({ settings: { ...this.settings, ...crash } });
  }

  private async end(service: ServiceProcess, fault: Fault): Promise<Ended> {
    if (fault.kind === 'random' && fault.when === 'starting') {
      await pause(fault.afterMs);
      service.signal('SIGKILL');
      return service.ended;
    }
    if (!(await this.open(service))) return service.ended;
    if (fault.kind === 'crash-point') {
      const inTime = await Promise.race([service.ended, pause(CRASH_WITHIN_MS, undefined, { ref: false })]);
      if (inTime === undefined) this.ledger.complain(`${fault.name} was not passed ${fault.pass} times`);
    } else if (fault.when === 'stopping') {
      await pause(LOAD_BEFORE_STOP_MS);
      service.signal('SIGTERM');
      await pause(fault.afterMs);
    } else await pause(fault.afterMs);
    service.signal('SIGKILL');
    return service.ended;
  }

  private async open(service: ServiceProcess): Promise<boolean> {
    const url = await service.listening;
    if (url !== undefined) this.address.opened(url);
    return url !== undefined;
  }

  /** Nothing that was done to the service is a reason for it to log an error after the next start. */
  private checkLog({ lines }: ServiceProcess): void {
    const errors = lines.filter((line) => /"level":(50|60|"error"|"fatal")/.test(line));
    for (const line of errors.slice(0, 3)) this.ledger.complain(`logged: ${line.slice(0, 600)}`);
  }
}

function isStopping(fault: Fault): boolean {
  return fault.kind === 'random' && fault.when === 'stopping';
}

function rebuilds(fault: Fault): boolean {
  return fault.kind === 'crash-point' && fault.name.startsWith('rebuild.');
}

/**
 * The next start finds no model that was ever built, nor a rebuild that was begun, and builds all of them anew: one that
 * an earlier kill left complete but for its swap would pass no other place.
 */
async function forgetModels(settings: Readonly<Record<string, string>>): Promise<void> {
  await inside(settings, async ({ parts: { connection } }) => {
    for (const name of ['read_models', 'rebuilds']) await connection.collection(name).deleteMany({});
  });
}
