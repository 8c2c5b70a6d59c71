import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import type { Instant } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import { addDays, dayInRiyadh } from '#domain/calendar/day.js';
import { credentialDecider, groundsOf } from '#domain/credential/credential.js';
import type { Directive } from '#domain/directives/directives.js';
import { aDirective } from '#domain/directives/testing/a-directive.js';
import type { Policy } from '#domain/policy/policy.js';
import { committedPolicy } from '#domain/policy/testing/committed-policy.js';
import { toMessage } from '#contracts/cloud-events.js';
import type { StreamName } from '#event-store/port.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ImposeDirective, LiftDirective } from '#use-cases/facts/directives.js';
import { streams } from '#use-cases/streams.js';
import { Resident } from '#use-cases/testing/resident.js';
import { type DeadlineDocument, DEADLINES } from '../deadlines/deadline-document.js';
import { BackOffice, PATIENCE } from '../testing/back-office.js';
import { CREDENTIAL_WALKS, type WalkDocument } from './walk-document.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(60_000);

describe('what touches every credential', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  const open = async (policy?: Policy) => {
    back = await BackOffice.open(await folder(), undefined, policy);
  };
  beforeEach(() => open());
  afterEach(() => back.close());

  const issued = async (count: number) => {
    const all = Array.from({ length: count }, (_, n) => new Resident(back.office, n + 1));
    for (const one of all) await one.issued();
    return all;
  };
  const desk = () => back.office.by({ kind: 'service', id: 'directives-desk' });
  const impose = (directiveId: string, more: Partial<Directive> = {}) =>
    back.office.run(
      new ImposeDirective(desk(), aDirective(directiveId, back.office.now, { reachesIssued: true, ...more })),
    );
  const publishOnly = async (prefix: string) => {
    for await (const event of back.office.store.readAll())
      if (event.stream.startsWith(prefix)) await back.distribution.publish(EVENTS_TOPIC, [toMessage(event)]);
  };
  const phases = async (all: readonly Resident[]) =>
    Promise.all(all.map(async (one) => (await one.credential()).phase));
  const become = (all: readonly Resident[], phase: string) =>
    eventually(async () => (await phases(all)).every((one) => one === phase), { ...PATIENCE, what: phase });
  const walk = (name: string) =>
    back.connection.collection<WalkDocument>(CREDENTIAL_WALKS.name).findOne({ _id: name });
  const finished = (name: string) =>
    eventually(async () => typeof (await walk(name))?.finishedAt === 'string', { ...PATIENCE, what: name });
  const POLICY_WALK = 'policy-credentials:rules.afterIssue';
  /** The list of credentials is whole then: the clock, which stands still, need not pass for a walk to begin. */
  const started = async () => {
    const manager = await back.start();
    await finished(POLICY_WALK);
    return manager;
  };
  const inMs = (ms: number): Instant => instantOf(Date.parse(back.office.now) + ms);

  it('a directive told ahead suspends them when it begins, and they hold again when it ends', async () => {
    const all = await issued(3);
    await started();
    await impose('D-1', { from: inMs(60_000), until: inMs(120_000) });
    await back.settle();
    expect(await phases(all)).toEqual(['active', 'active', 'active']);
    back.office.pass({ ms: 60_000 });
    await become(all, 'suspended');
    await finished('directive-credentials:D-1:from');
    expect(await walk('directive-credentials:D-1:from')).toMatchObject({ done: 3, total: 3 });
    back.office.pass({ ms: 60_000 });
    await become(all, 'active');
  });

  it('the lifting of one gives back what no other ground keeps', async () => {
    const all = await issued(2);
    const [first] = all;
    await started();
    await impose('D-1');
    await impose('D-2', { covers: { categories: ['employee'] } }); // none of them is
    back.office.pass({ ms: 1_000 });
    if (first !== undefined)
      await back.office.tell(first.subject, 'medical-exam-reported', {
        result: 'unfit',
        centre: 'Efada 020',
      });
    await back.settle();
    await become(all, 'suspended');
    await finished('directive-credentials:D-1:from');
    await back.office.run(new LiftDirective(desk(), 'D-1', back.office.now));
    await back.settle();
    await finished('directive-credentials:D-1:lifted');
    expect(await phases(all)).toEqual(['suspended', 'active']);
    const state = await first?.credential();
    expect(state && groundsOf(state)).toMatchObject([{ ground: { kind: 'medical-unfit' } }]);
  });

  it('nobody is missed of whom the process manager hears only after the walk', async () => {
    await started();
    const all = await issued(2);
    await impose('D-1');
    await publishOnly('directives-');
    await finished('directive-credentials:D-1:from');
    expect(await walk('directive-credentials:D-1:from')).toMatchObject({ done: 0 });
    expect(await phases(all)).toEqual(['active', 'active']);
    // Neither who holds one nor what was told of them: its own issue has to do.
    await publishOnly('credential-');
    await become(all, 'suspended');
  });

  it('identities that were issued before are looked at by the first start, and again when time changes their grounds', async () => {
    const all = await issued(2);
    const [first] = all;
    if (first === undefined) throw new Error('nobody was issued anything');
    back.office.pass({ ms: 1_000 });
    await back.office.tell(first.subject, 'absence-reported', {
      reportId: 'r1',
      graceUntil: inMs(86_400_000),
    });
    await back.start(); // it hears of nothing: no event is published
    await become([first], 'suspended');
    await finished(POLICY_WALK);
    expect(await phases(all)).toEqual(['suspended', 'active']);
    back.office.pass({ days: 2 });
    await eventually(
      async () =>
        groundsOf(await first.credential()).some(
          ({ ground }) => ground !== 'erased' && ground.kind === 'absence-grace-over',
        ),
      { ...PATIENCE, what: 'the grace over' },
    );
  });

  it('one that cannot be read is parked by itself; the walk goes on', async () => {
    await started();
    const all = await issued(4);
    await back.settle();
    const [broken, ...others] = all;
    if (broken === undefined) throw new Error('nobody was issued anything');
    const { credentialId, applicationId } = broken;
    const bytes = Buffer.from('{}');
    const id = randomUUID();
    const damaged = { id, type: 'CredentialExpired', format: 'json', data: bytes, metadata: bytes } as const;
    const stream = `credential-${credentialId}` as StreamName;
    const { revision } = await back.office.log.load(
      credentialDecider,
      streams.credential(credentialId, applicationId),
    );
    await back.office.store.append(stream, revision, [damaged]);
    await impose('D-1');
    await publishOnly('directives-');
    await become(others, 'suspended');
    await finished('directive-credentials:D-1:from');
    expect(await walk('directive-credentials:D-1:from')).toMatchObject({ done: 4, total: 4 });
    const look = { _id: `ground-check:grounds:${credentialId}:${applicationId}` };
    const parked = await back.connection.collection<DeadlineDocument>(DEADLINES.name).findOne(look);
    expect(parked?.parkedAt).toBeInstanceOf(Date);
    expect(parked?.why).toContain('malformed');
  });

  describe('a figure of the policy', () => {
    const tomorrow = addDays(dayInRiyadh('2026-03-01T09:00:00.000Z' as Instant), 1);
    const [figure] = committedPolicy.rules.afterIssue['account-suspended'];
    beforeEach(async () => {
      await back.close();
      const changes = { ...figure, value: 'suspends', validFrom: tomorrow } as const;
      const afterIssue = {
        ...committedPolicy.rules.afterIssue,
        'account-suspended': [figure, changes],
      } as const;
      await open({ ...committedPolicy, rules: { ...committedPolicy.rules, afterIssue } });
    });

    it('suspends from its day on whose ground was none before, and nobody else', async () => {
      const all = await issued(2);
      const [first] = all;
      await back.start();
      back.office.pass({ ms: 1_000 });
      if (first !== undefined) await back.office.tell(first.subject, 'account-suspended', {});
      await back.settle();
      await finished(POLICY_WALK);
      expect(await phases(all)).toEqual(['active', 'active']);
      back.office.pass({ days: 1 });
      await become(all.slice(0, 1), 'suspended');
      await finished(POLICY_WALK);
      expect(await phases(all)).toEqual(['suspended', 'active']);
    });

    it('does so too when nobody was there on that day', async () => {
      const all = await issued(1);
      const [first] = all;
      const manager = await back.start();
      back.office.pass({ ms: 1_000 });
      if (first !== undefined) await back.office.tell(first.subject, 'account-suspended', {});
      await back.settle();
      await finished(POLICY_WALK);
      await back.stop(manager);
      back.office.pass({ days: 30 });
      await back.start();
      await become(all, 'suspended');
    });
  });
});
