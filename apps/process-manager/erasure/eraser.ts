import type { Instant, Subject } from '#decider/brand.js';
import type { Connection } from 'mongoose';
import { erasureDecider, type ErasureState, toErase } from '#domain/erasure/erasure.js';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { EventLog } from '#event-sourcing/event-log.js';
import { destroyListed } from '#event-sourcing/keys/destroy-listed.js';
import { type ErasedKeysFile, keyFingerprintOf } from '#event-sourcing/keys/erased-keys-file.js';
import type { KeyStore } from '#event-sourcing/keys/key-store.js';
import { crashPoint } from '#runtime/crash-points.js';
import { ErasedKeysApplied } from '#read-models/erasures/erased-keys-applied.js';
import { ErasureNotices } from '#read-models/erasures/erasure-notices.js';
import { ErasureRegister } from '#read-models/erasures/register.js';
import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import { caseIdsOf } from '#use-cases/cases-of-person.js';
import { streams } from '#use-cases/streams.js';

export interface EraserDependencies {
  readonly log: EventLog;
  readonly keys: Pick<KeyStore, 'find'>;
  readonly connection: Connection;
  readonly models: readonly Pick<ReadModelRuntime, 'refold'>[];
  readonly list: ErasedKeysFile;
  /** Makes this process forget what it has opened with keys. */
  readonly forget: () => void;
  /** See HAWIYA_ERASURE_SETTLE_MS. */
  readonly settleMs: number;
}

/**
 * Carries a confirmed erasure out. Every step may be repeated, so one that is cut off is ended by the next try:
 *
 * 1. each key of the person: onto the list outside the backups, then destroyed;
 * 2. every process is told to forget what it has in memory;
 * 3. every document of the person's cases is made anew in every read model;
 * 4. once no memory of any process can hold anything any more, 3 again: what a projector had in hand may have been
 *    written since. Then it is complete.
 */
export class Eraser {
  readonly register: ErasureRegister;
  private readonly applied: ErasedKeysApplied;
  private readonly notices: ErasureNotices;

  constructor(private readonly dependencies: EraserDependencies) {
    this.register = new ErasureRegister(dependencies.connection);
    this.applied = new ErasedKeysApplied(dependencies.connection);
    this.notices = new ErasureNotices(dependencies.connection);
  }

  get settleMs(): number {
    return this.dependencies.settleMs;
  }

  /** Steps 1 to 3. False: there is no confirmed erasure of this person that is not complete. */
  async erase(subject: Subject): Promise<boolean> {
    const state = await this.state(subject);
    const subjects = toErase(state);
    if (subjects === undefined || state.phase !== 'confirmed') return false;
    crashPoint('erasure.before-keys');
    for (const one of subjects) {
      await this.destroyKey(one, state.confirmedAt);
      crashPoint('erasure.between-keys');
    }
    await this.forgetEverywhere();
    crashPoint('erasure.before-documents');
    await this.makeAnew(await caseIdsOf(this.dependencies.log, subjects));
    return true;
  }

  /** Step 4. How many cases it was about; undefined: as above. */
  async settle(subject: Subject): Promise<number | undefined> {
    const state = await this.state(subject);
    const subjects = toErase(state);
    if (subjects === undefined || state.phase !== 'confirmed') return undefined;
    this.dependencies.forget();
    const cases = await caseIdsOf(this.dependencies.log, subjects);
    await this.makeAnew(cases);
    const { keys } = await this.dependencies.list.read();
    await this.applied.note(keys.filter((key) => subjects.includes(key.subject)));
    crashPoint('erasure.before-completion');
    return cases.length;
  }

  /** Where operators see it. */
  async show(subject: Subject): Promise<void> {
    const state = await this.state(subject);
    if (state.phase !== 'none') await this.register.put(state);
  }

  /**
   * Destroys keys of the list that came back with a backup, and makes the documents anew that this database had not
   * been told of. Answers how many keys had come back, and how many lines of the list cannot be read.
   */
  async applyList(): Promise<{ readonly cameBack: number; readonly unreadable: number }> {
    const { log, keys, list } = this.dependencies;
    await list.check();
    const { keys: listed, unreadable } = await list.read();
    const stale = new Set((await this.applied.missing(listed)).map(({ subject }) => subject));
    const erasing = {
      find: (subject: Subject) => keys.find(subject),
      erase: (subject: Subject) => log.erase(subject),
    };
    const destroyed = await destroyListed(erasing, listed);
    for (const subject of destroyed) stale.add(subject);
    const cameBack = destroyed.length;
    if (stale.size === 0) return { cameBack, unreadable };
    await this.forgetEverywhere();
    await this.makeAnew(await caseIdsOf(log, [...stale]));
    await this.applied.note(listed.filter(({ subject }) => stale.has(subject)));
    return { cameBack, unreadable };
  }

  private async destroyKey(subject: Subject, confirmedAt: Instant): Promise<void> {
    const { log, keys, list } = this.dependencies;
    const found = await keys.find(subject);
    if (found === undefined) return;
    const fingerprint = keyFingerprintOf(found.key);
    const listed = (await list.read()).keys.filter(
      (key) => key.subject === subject && key.confirmedAt === confirmedAt,
    );
    // This erasure has destroyed a key of theirs already: they were given another one since, which is not meant.
    if (listed.some((key) => key.fingerprint !== fingerprint)) return;
    if (listed.length === 0) await list.add({ subject, fingerprint, confirmedAt });
    crashPoint('erasure.listed');
    await log.erase(subject);
  }

  private async forgetEverywhere(): Promise<void> {
    this.dependencies.forget();
    await this.notices.tell();
  }

  /** All that can be, before it is said what could not. @throws AggregateError */
  private async makeAnew(cases: readonly ApplicationId[]): Promise<void> {
    const failures: unknown[] = [];
    for (const id of cases) {
      for (const model of this.dependencies.models) {
        await model.refold(id).catch((error: unknown) => failures.push(error));
        crashPoint('erasure.between-documents');
      }
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1)
      throw new AggregateError(failures, 'documents of an erased person could not be made anew');
  }

  private async state(subject: Subject): Promise<ErasureState> {
    return (await this.dependencies.log.load(erasureDecider, streams.erasure(subject))).state;
  }
}
