import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { credentialDecider } from '#domain/credential/credential.js';
import { aDirective } from '#domain/directives/testing/a-directive.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import { SAMPLES } from '#event-catalogue/golden/samples.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { ImposeDirective } from '#use-cases/facts/directives.js';
import { streams } from '#use-cases/streams.js';
import { SYSTEM } from '#use-cases/testing/office.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '#use-cases/testing/resident.js';
import { idOf } from '../deadlines/deadline-document.js';
import { BackOffice } from '../testing/back-office.js';
import { CREDENTIAL_WALKS, type WalkDocument } from './walk-document.js';

jest.setTimeout(400_000);

const HELD = 3_000;
const AT_ONCE = 50;
const PATIENT = { deadlineMs: 300_000 };
const WALK = idOf({ kind: 'directive-credentials', of: 'D-1:from' });

describe('a directive over thousands of credentials', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  beforeEach(async () => {
    back = await BackOffice.open(await folder());
  });
  afterEach(() => back.close());

  /** Each to somebody else. */
  const issue = async () => {
    const { office } = back;
    const one = async (n: number) => {
      const credentialId = randomUUID() as CredentialId;
      const applicationId = randomUUID() as ApplicationId;
      const subject = office.subjects.of(`iqama:${iqamaNumber(1_000 + n)}`);
      const { data, personal } = SAMPLES.CredentialIssued;
      const event = {
        type: 'CredentialIssued',
        data: { ...data, credentialId, applicationId, subject },
        personal,
      } as const;
      const stream = streams.credential(credentialId, applicationId, subject);
      await office.log.execute(credentialDecider, stream, office.by(SYSTEM), () => [event]);
    };
    for (let n = 0; n < HELD; n += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => one(n + i)));
  };
  const walk = () => back.connection.collection<WalkDocument>(CREDENTIAL_WALKS.name).findOne({ _id: WALK });
  /** In the order of the log, without what was told and paid. */
  const happened = async () => {
    const types: string[] = [];
    for await (const { stream, type } of back.office.store.readAll())
      if (type === 'CredentialSuspended' || type === 'IdentityIssued') types.push(`${type} ${stream}`);
    return types;
  };

  it('suspends each once; a case that is submitted meanwhile does not wait for it', async () => {
    await back.start();
    await issue();
    const { office } = back;
    const applicant = new Resident(office, 1);
    await applicant.facts();
    await applicant.prepare();
    await back.settle();

    const covers = { services: ['issue'] } as const; // it stops no renewal
    const directive = aDirective('D-1', office.now, { covers, reachesIssued: true });
    await office.run(new ImposeDirective(office.by({ kind: 'service', id: 'directives-desk' }), directive));
    await back.publish();
    await eventually(async () => ((await walk())?.done ?? 0) > 0, { ...PATIENT, what: 'the walk begun' });
    await applicant.submit();
    await eventually(
      async () => {
        await back.publish();
        return (await applicant.application()).phase === 'issued';
      },
      { ...PATIENT, what: 'the case issued' },
    );
    await eventually(async () => typeof (await walk())?.finishedAt === 'string', {
      ...PATIENT,
      what: 'the walk finished',
    });
    await back.settle();

    const found = await walk();
    expect(found?.done).toBe(found?.total);
    expect(found?.done).toBeGreaterThanOrEqual(HELD);
    const all = await happened();
    const suspended = all.filter((one) => one.startsWith('CredentialSuspended'));
    // Those there were, and the one that was issued meanwhile, whichever way it was met.
    expect(suspended).toHaveLength(HELD + 1);
    expect(new Set(suspended).size).toBe(HELD + 1);
    const issued = all.findIndex((one) => one.startsWith('IdentityIssued'));
    expect(issued).toBeLessThan(all.length - 2);
  });
});
