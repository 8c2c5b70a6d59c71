import type { Actor } from '#domain/kernel/actor.js';
import { describe, expect, it, jest } from '@jest/globals';
import type { CredentialId } from '#domain/kernel/brand.js';
import { CaseHistory, CaseHistoryHandler } from '../application/case-history.js';
import { caseIdsOf, casesOf } from '../cases-of-person.js';
import { ConfirmErasure } from '../erasure/confirm-erasure.js';
import { RequestErasure } from '../erasure/request-erasure.js';
import { replacementIdOf } from '../ids.js';
import { ReleaseSlot } from '../slot/release-slot.js';
import { RepairSlot } from '../slot/repair-slot.js';
import { streams } from '../streams.js';
import { OFFICER, OPERATOR, OTHER_OFFICER, OTHER_OPERATOR, SYSTEM } from '../testing/office.js';
import { openOffice } from '../testing/open-office.js';
import { Resident } from '../testing/resident.js';
import { FollowReplacement } from './follow-replacement.js';
import { heldBy } from './held-by.js';
import { HeldOfPerson, HeldOfPersonHandler } from './newest-held.js';
import { printedOn } from './printed-on.js';
import { ReplaceCredential } from './replace-credential.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(60_000);

describe('another credential follows one that was revoked', () => {
  const office = openOffice();
  /** Passports cancelled the residency of somebody else, by mistake. */
  const revoked = async (n = 1, resident = new Resident(office(), n)) => {
    await resident.issued();
    office().pass({ days: 1 });
    await tellStatus(resident, 'cancelled', 'wrong');
    return resident;
  };
  const tellStatus = async (
    of: Resident,
    status: 'valid' | 'cancelled' | 'entered',
    id: string,
    corrects?: string,
  ) => {
    await office().tell(
      of.subject,
      'residency-status-changed',
      { status, category: 'premium' },
      id,
      undefined,
      corrects,
    );
    await of.reconsider();
  };
  const putRight = async (of: Resident) => {
    office().pass({ days: 3 });
    await tellStatus(of, 'valid', 'right', 'wrong');
  };
  const command = (of: Resident, by: Actor = OFFICER, id: CredentialId = of.credentialId) =>
    new ReplaceCredential(office().by(by), of.applicationId, id, 'ground-corrected');
  const next = (of: Resident) => replacementIdOf(of.credentialId);
  const events = async (id: CredentialId) =>
    (await office().log.history({ category: 'credential', id })).map(({ event }) => event.type);
  const held = async (of: Resident) => (await of.slot()).held?.credentialId;

  it('comes to an officer’s attention once that was put right, and not before', async () => {
    const resident = await revoked();
    const replaceable = async () => {
      const state = await resident.credential();
      return state.phase === 'revoked' && state.replaceable !== undefined;
    };
    expect(await replaceable()).toBe(false);
    expect(await office().run(command(resident))).toMatchObject({ refusal: { code: 'ground-still-stands' } });
    expect((await resident.slot()).taken).toBeUndefined();
    await putRight(resident);
    expect(await replaceable()).toBe(true);
    await tellStatus(resident, 'cancelled', 'after-all', 'right');
    expect(await replaceable()).toBe(false);
    expect(await events(resident.credentialId)).toEqual([
      'CredentialIssued',
      'CredentialRevoked',
      'ReplacementOpened',
      'ReplacementClosed',
    ]);
  });

  it('with a place of its own, the same last day and no fee; the revoked one stays revoked', async () => {
    const resident = await revoked();
    await putRight(resident);
    const { credentialId, applicationId } = resident;
    const money = await resident.fees();
    const former = await resident.credential();
    expect(await office().run(command(resident))).toMatchObject({
      kind: 'done',
      answer: { applicationId, credentialId, replacedBy: next(resident) },
    });
    if (former.phase === 'none') throw new Error('it was issued');
    const { validUntil, subject, category } = former.issue;
    const followed = await resident.credential(next(resident));
    expect(followed).toMatchObject({
      phase: 'active',
      issue: {
        applicationId,
        subject,
        category,
        validUntil,
        validFrom: { gregorian: office().today },
        replaces: credentialId,
        issuedAt: office().now,
      },
    });
    if (followed.phase === 'none') throw new Error('it follows');
    const place = ({ statusList, statusIndex }: typeof followed.issue) => `${statusList}/${statusIndex}`;
    expect(place(followed.issue)).not.toBe(place(former.issue));
    expect(followed.issue.supersedes).toBeUndefined();
    expect(await resident.fees()).toEqual(money);
    expect(await resident.credential()).toMatchObject({
      phase: 'revoked',
      replacement: { by: next(resident) },
    });
    const printed = (id: CredentialId) => printedOn(office().log, streams.credential(id, applicationId));
    expect(await printed(next(resident))).toEqual(await printed(credentialId));
    expect(await resident.slot()).toMatchObject({ taken: undefined, held: { credentialId: next(resident) } });
    // Nothing is done again, whoever asks and reacts.
    await resident.reconsider();
    await resident.issue();
    await office().run(new FollowReplacement(office().by(SYSTEM), credentialId, applicationId));
    expect(await events(next(resident))).toEqual(['CredentialIssued']);
    expect(await held(resident)).toBe(next(resident));
    const another = await office().run(command(resident, OTHER_OFFICER));
    expect(another).toMatchObject({ refusal: { code: 'already-replaced' } });
    expect(await office().run(command(resident, OTHER_OFFICER, next(resident)))).toMatchObject({
      refusal: { code: 'not-revoked' },
    });
  });

  it('what is held, the case’s history, and what keeps from erasing follow', async () => {
    const resident = await revoked();
    await putRight(resident);
    await office().run(command(resident));
    const { subject, applicationId } = resident;
    const { held } = await heldBy(office().log, subject);
    expect(held).toMatchObject({ credentialId: next(resident), phase: 'active' });
    expect(await new HeldOfPersonHandler(office().log).execute(new HeldOfPerson(subject))).toMatchObject({
      held: { credentialId: next(resident), applicationId },
    });
    const history = await new CaseHistoryHandler(office().log).execute(new CaseHistory(applicationId));
    expect(history.map(([first]) => first?.stream)).toEqual([
      `application-${applicationId}`,
      `fees-${applicationId}`,
      `credential-${resident.credentialId}`,
      `credential-${next(resident)}`,
    ]);
    expect(await caseIdsOf(office().log, [subject])).toEqual([applicationId]);
    expect(await casesOf(office().log, [subject])).toMatchObject([
      { credentials: [{ state: { phase: 'revoked' } }, { state: { phase: 'active' } }] },
    ]);
    expect(await office().run(new RequestErasure(office().by(OPERATOR), subject, 'ordered'))).toMatchObject({
      refusal: { details: [{ at: `credentials/${next(resident)}`, code: 'credential-not-ended' }] },
    });
  });

  it('of a first issue: under either number it is the one that is held', async () => {
    const newcomer = new Resident(office(), 3, 'issue');
    await newcomer.issued();
    const { renewing } = newcomer;
    renewing.applicationId = newcomer.applicationId;
    await tellStatus(renewing, 'cancelled', 'wrong');
    await putRight(renewing);
    expect(await office().run(command(newcomer))).toMatchObject({ kind: 'done' });
    for (const { subject } of [newcomer, renewing])
      expect((await heldBy(office().log, subject)).held).toMatchObject({ credentialId: next(newcomer) });
    const again = new Resident(office(), 3, 'issue');
    expect(await again.start()).toMatchObject({ refusal: { code: 'already-issued' } });
    await newcomer.issue();
    expect(await held(renewing)).toBe(next(newcomer));
  });

  it('and again, when what followed was revoked too: by another officer', async () => {
    const resident = await revoked();
    await putRight(resident);
    await office().run(command(resident));
    await tellStatus(resident, 'cancelled', 'wrong-again', 'right');
    expect(await resident.credential(next(resident))).toMatchObject({ phase: 'revoked' });
    await tellStatus(resident, 'valid', 'right-again', 'wrong-again');
    const second = (by: Actor) => office().run(command(resident, by, next(resident)));
    expect(await second(OFFICER)).toMatchObject({ refusal: { code: 'four-eyes' } });
    expect(await second(OTHER_OFFICER)).toMatchObject({ kind: 'done' });
    expect(await held(resident)).toBe(replacementIdOf(next(resident)));
    expect(await events(next(resident))).toEqual([
      'CredentialIssued',
      'CredentialRevoked',
      'ReplacementOpened',
      'CredentialReplaced',
    ]);
  });

  it('is not for an officer in a case of their own, nor of what is not there', async () => {
    const resident = await revoked();
    await putRight(resident);
    const self: Actor = { kind: 'officer', id: 'self', person: resident.subject };
    expect(await office().run(command(resident, self))).toMatchObject({ refusal: { code: 'own-case' } });
    const other = new Resident(office(), 2);
    await other.start();
    expect(await office().run(command(resident, OFFICER, 'c-else' as CredentialId))).toMatchObject({
      refusal: { code: 'credential-not-found' },
    });
    expect(await office().run(command(other))).toMatchObject({ refusal: { code: 'credential-not-found' } });
    const nowhere = new Resident(office(), 4);
    expect(await office().run(command(nowhere, OFFICER, resident.credentialId))).toMatchObject({
      refusal: { code: 'application-not-found' },
    });
  });

  it('waits while an application is open; is off once another was issued', async () => {
    const resident = await revoked();
    await putRight(resident);
    const again = new Resident(office(), 1);
    await again.facts();
    await again.prepare();
    expect(await office().run(command(resident))).toMatchObject({
      refusal: { code: 'open-application-exists' },
    });
    await again.submit();
    await again.reserve();
    await again.screen();
    await again.issue();
    await again.releaseSlot();
    expect(await held(resident)).toBe(again.credentialId);
    expect(await resident.credential()).toMatchObject({ phase: 'revoked', replaceable: undefined });
    expect(await office().run(command(resident))).toMatchObject({ refusal: { code: 'issued-since' } });
  });

  it('meets an erasure: one of them is refused', async () => {
    const resident = await revoked();
    await putRight(resident);
    await office().run(new RequestErasure(office().by(OPERATOR), resident.subject, 'ordered'));
    const confirm = () => office().run(new ConfirmErasure(office().by(OTHER_OPERATOR), resident.subject));
    // The slot is taken, and nothing decided yet.
    await office().cutOff(command(resident), 1);
    expect(await confirm()).toMatchObject({ refusal: { code: 'erasure-blocked' } });
    office().pass({ ms: 60_000 });
    expect(await confirm()).toMatchObject({ kind: 'done' });
    expect(await office().run(command(resident))).toMatchObject({ refusal: { code: 'erasure-under-way' } });
    // The credential’s own ground is sealed with the person’s key.
    await office().log.erase(resident.subject);
    expect(await office().run(command(resident))).toMatchObject({
      refusal: { code: 'personal-data-erased' },
    });
  });

  it('of whom the data was erased between the decision and what follows, it never comes; the slot is given back', async () => {
    const resident = await revoked();
    await putRight(resident);
    await office().cutOff(command(resident), 2);
    expect(await resident.credential()).toMatchObject({ replacement: { by: next(resident) } });
    await office().log.erase(resident.subject);
    const follow = new FollowReplacement(office().by(SYSTEM), resident.credentialId, resident.applicationId);
    expect(await office().run(follow)).toMatchObject({ refusal: { code: 'personal-data-erased' } });
    expect((await resident.slot()).taken).toBeUndefined();
    expect(await events(next(resident))).toEqual([]);
  });

  // Slot, decision, place, credential, slot.
  const APPENDS = [0, 1, 2, 3, 4, 5];
  const isDone = async (resident: Resident) => {
    expect(await events(resident.credentialId)).toEqual([
      'CredentialIssued',
      'CredentialRevoked',
      'ReplacementOpened',
      'CredentialReplaced',
    ]);
    expect(await events(next(resident))).toEqual(['CredentialIssued']);
    expect(await resident.slot()).toMatchObject({ taken: undefined, held: { credentialId: next(resident) } });
  };

  it('the same command again ends what was begun, wherever the power failed', async () => {
    for (const appends of APPENDS) {
      const resident = await revoked(10 + appends);
      await putRight(resident);
      expect(await office().runTwice(command(resident), appends)).toMatchObject({ kind: 'done' });
      await isDone(resident);
    }
  });

  it('so do the process manager and whoever repairs the slot; undecided, the slot is given back', async () => {
    for (const appends of APPENDS) {
      for (const [index, how] of (['follow', 'repair'] as const).entries()) {
        const resident = await revoked(20 + 2 * appends + index);
        const { credentialId, applicationId, subject } = resident;
        await putRight(resident);
        await office().cutOff(command(resident), appends);
        // A word that comes again, of the case’s own end.
        await office().run(new ReleaseSlot(office().by(SYSTEM), applicationId));
        const wasTaken = (await resident.slot()).taken !== undefined;
        expect(wasTaken).toBe(appends > 0 && appends < 5);
        if (how === 'follow') {
          const done = await office().run(
            new FollowReplacement(office().by(SYSTEM), credentialId, applicationId),
          );
          expect(done.kind).toBe(appends < 2 ? 'refused' : 'done');
        }
        office().pass({ ms: 60_000 });
        await office().run(new RepairSlot(office().by(SYSTEM), subject));
        if (appends >= 2) await isDone(resident);
        else expect(await resident.slot()).toMatchObject({ taken: undefined, held: { credentialId } });
      }
    }
  });

  it('two officers at once decide it once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const resident = await revoked(40 + round);
      await putRight(resident);
      const other = await office().beside();
      const both = await Promise.all([
        office().run(command(resident)),
        other.run(command(resident, OTHER_OFFICER)),
      ]);
      await other.close();
      expect(both.filter(({ kind }) => kind === 'done')).toHaveLength(1);
      office().pass({ ms: 60_000 });
      await office().run(new RepairSlot(office().by(SYSTEM), resident.subject));
      await isDone(resident);
    }
  });
});
