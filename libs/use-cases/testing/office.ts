import type { Instant, Subject } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import { randomUUID } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import type { Actor } from '#domain/kernel/actor.js';
import type { Policy } from '#domain/policy/policy.js';
import { committedPolicy } from '#domain/policy/testing/committed-policy.js';
import type { Fact, FactContents, FactKind } from '#domain/resident/facts.js';
import type { Codec } from '#event-sourcing/codec.js';
import { EventLog } from '#event-sourcing/event-log.js';
import type { KeyStore } from '#event-sourcing/keys/key-store.js';
import { temporaryLog } from '#event-sourcing/testing/temporary-log.js';
import { EventStoreError } from '#event-store/errors.js';
import type { EventStore } from '#event-store/port.js';
import type { CommandContext } from '../command-context.js';
import { RecordFact } from '../facts/record-fact.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { Policies } from '../policies.js';
import { Subjects } from '../subjects.js';
import type { UseCase } from '../use-case.js';
import { UseCasesModule } from '../use-cases.module.js';

const NAMES = new Subjects(Buffer.alloc(32, 7));
const officer = (id: string, number: string): Actor => ({
  kind: 'officer',
  id,
  person: NAMES.of(`citizen:${number}`),
});
export const OFFICER = officer('noura', '1045678909');
export const OTHER_OFFICER = officer('faisal', '1098765439');
export const OPERATOR: Actor = { kind: 'operator', id: 'omar' };
export const OTHER_OPERATOR: Actor = { kind: 'operator', id: 'huda' };
export const SYSTEM: Actor = { kind: 'process-manager' };

const BEGINNING = Date.UTC(2026, 2, 1, 9);

/** All use cases on a real log in a folder that `close` takes away, with a clock that stands still until moved. */
export class Office {
  private clock = BEGINNING;
  private power = Infinity;

  private constructor(
    readonly log: EventLog,
    readonly bus: CommandBus,
    readonly subjects: Subjects,
    readonly store: EventStore,
    readonly codec: Codec,
    readonly keys: KeyStore,
    readonly useCases: DynamicModule,
    readonly policy: Policy,
    readonly close: () => Promise<void>,
  ) {}

  static async open(policy: Policy = committedPolicy): Promise<Office> {
    const { remove, ...on } = await temporaryLog();
    return Office.on({ ...on, policy }, remove);
  }

  /** Another process on the same log, which remembers for itself. Whoever opened it closes it first. */
  async beside(): Promise<Office> {
    const other = await Office.on(this, () => Promise.resolve());
    other.clock = this.clock;
    return other;
  }

  private static async on(
    { store, keys, codec, policy }: Pick<Office, 'store' | 'keys' | 'codec' | 'policy'>,
    remove: () => Promise<void>,
  ): Promise<Office> {
    const subjects = NAMES;
    const log = new EventLog(
      poweredBy(store, () => office.draw()),
      codec,
    );
    const useCases = UseCasesModule.register({ log, policies: new Policies(policy), subjects });
    const module = await Test.createTestingModule({ imports: [useCases] }).compile();
    await module.init();
    const office: Office = new Office(
      log,
      module.get(CommandBus),
      subjects,
      store,
      codec,
      keys,
      useCases,
      policy,
      async () => {
        await module.close();
        await remove();
      },
    );
    return office;
  }

  get now(): Instant {
    return instantOf(this.clock);
  }

  get today(): string {
    return this.now.slice(0, 10);
  }

  pass({ days = 0, ms = 0 }: { readonly days?: number; readonly ms?: number }): void {
    this.clock += days * 86_400_000 + ms;
  }

  /** A command of its own, now. */
  by(actor: Actor, more: Partial<CommandContext> = {}): CommandContext {
    const commandId = more.commandId ?? randomUUID();
    const ids = { commandId, correlationId: commandId, causationId: commandId };
    return { requestHash: 'request', actor, at: this.now, ...ids, ...more };
  }

  run<Answer extends object>(command: UseCase<Answer>): Promise<Outcome<Answer>> {
    return this.bus.execute(command);
  }

  /** Carries it out while the power lasts for so many appends; then the same command again, with power. */
  async runTwice<Answer extends object>(command: UseCase<Answer>, appends: number): Promise<Outcome<Answer>> {
    this.power = appends;
    await this.run(command).catch((error: unknown) => {
      if (!(error instanceof EventStoreError)) throw error;
    });
    this.power = Infinity;
    return this.run(command);
  }

  /** Carries it out until the power fails after so many appends. */
  async cutOff(command: UseCase, appends: number): Promise<void> {
    this.power = appends;
    await this.run(command).then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof EventStoreError)) throw error;
      },
    );
    this.power = Infinity;
  }

  /** A service reports something; true from now on, unless it is told ahead. */
  tell<K extends FactKind>(
    subject: Subject,
    kind: K,
    content: FactContents[K],
    id: string = randomUUID(),
    effective: Instant = this.now,
    corrects?: string,
  ): Promise<Outcome> {
    const names = { source: '/services', id, ...(corrects !== undefined && { corrects }) };
    const fact = { kind, content, ...names, effective, received: this.now };
    // Kind and content belong together by this function's own types.
    const by = this.by({ kind: 'service', id: 'services' });
    return this.run(new RecordFact(by, subject, fact as Fact, names));
  }

  private draw(): void {
    if (this.power <= 0) throw new EventStoreError('unavailable', 'the power is off');
    this.power -= 1;
  }
}

/** The same store, as long as there is power. */
function poweredBy(store: EventStore, draw: () => void): EventStore {
  return {
    append: async (...append) => {
      draw();
      return store.append(...append);
    },
    readStream: (...read) => store.readStream(...read),
    readAll: (...read) => store.readAll(...read),
    subscribeToAll: (options) => store.subscribeToAll(options),
    lastPosition: () => store.lastPosition(),
    close: () => store.close(),
  };
}
