import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVERY_STAGE, type Stage } from '#apps/composition/stages.js';
import { HttpClient } from '../../support/http.js';
import type { Ended } from '../../support/launch.js';
import type { ServiceProcess } from '../../support/service-process.js';
import type { Cluster } from '../../services/cluster.js';
import type { Address } from '../address.js';

type Settings = Readonly<Record<string, string>>;

interface Member {
  readonly url: string;
  readonly stage: Stage;
  readonly process: ServiceProcess;
  readonly http: HttpClient;
}

/** The processes of the service on a cluster, each under a name of its own. */
export class Company {
  private readonly members = new Map<string, Member>();
  /** Of every process that was ever started, in that order. */
  private readonly logs: { readonly name: string; readonly lines: readonly string[] }[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly address: Address,
  ) {}

  /** @throws Error with what it printed last, when it does not come to listen */
  async start(name: string, stage: Stage, settings: Settings = {}): Promise<ServiceProcess> {
    const process = this.cluster.launch(stage, settings);
    this.logs.push({ name, lines: process.lines });
    const url = await process.listening;
    if (url === undefined) {
      // Killed at a crash point while it started, or refused: whoever started it has to tell the two apart.
      return process;
    }
    this.members.set(name, { url, stage, process, http: new HttpClient(url) });
    if (stage === 'api') this.address.opened(url);
    return process;
  }

  /** One process of each stage, named like it. */
  async startAll(): Promise<void> {
    for (const stage of EVERY_STAGE) await this.start(stage, stage);
  }

  urlOf(name: string): string {
    return this.member(name).url;
  }

  kill(name: string): Promise<Ended> {
    return this.end(name, 'SIGKILL');
  }

  /** Told to end, it finishes what it has in hand. */
  stop(name: string): Promise<Ended> {
    return this.end(name, 'SIGTERM');
  }

  /** SIGSTOP: it is there and does nothing; SIGCONT: it goes on as if no time had passed. */
  signal(name: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.member(name).process.signal(signal);
  }

  /** It ended by itself, at a crash point. */
  forget(name: string): void {
    const member = this.members.get(name);
    this.members.delete(name);
    member?.http.close();
    if (member?.stage === 'api') this.address.closed();
  }

  /** What all of them say on `/metrics`. */
  async figures(): Promise<string> {
    const all = [...this.members.values()].map(async ({ http }) => (await http.ask('GET', '/metrics')).body);
    return (await Promise.all(all)).join('\n');
  }

  /** Names of those that do not say they are ready, with what they say. */
  async notReady(): Promise<readonly string[]> {
    const all = [...this.members].map(async ([name, { http }]) => {
      const answer = await http.ask('GET', '/health/ready').catch((error: unknown) => String(error));
      if (typeof answer === 'string') return [`${name}: ${answer}`];
      return answer.status === 200 ? [] : [`${name}: ${JSON.stringify(answer.body)}`];
    });
    return (await Promise.all(all)).flat();
  }

  async stopAll(): Promise<readonly { readonly name: string; readonly ended: Ended }[]> {
    const names = [...this.members.keys()];
    return Promise.all(names.map(async (name) => ({ name, ended: await this.stop(name) })));
  }

  /** Writes what each process logged into a file of its own: the first one's begins with 001. */
  async keepLogs(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const [i, { name, lines }] of this.logs.entries()) {
      const file = `${String(i + 1).padStart(3, '0')}-${name.replaceAll(' ', '-')}.log`;
      await writeFile(join(folder, file), lines.map((line) => `${line}\n`).join(''));
    }
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<Ended> {
    const { process } = this.member(name);
    process.signal(signal);
    const ended = await process.ended;
    this.forget(name);
    return ended;
  }

  private member(name: string): Member {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`there is no process ${name}`);
    return member;
  }
}
