import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import type { ApplicationId } from '#domain/kernel/brand.js';
import type { Principal, Role } from '#sign-in/principal.js';
import { ApplicationStatusQueries } from '#read-models/application-status/queries.js';
import { type TemporaryHouse, temporaryHouse } from '#read-models/testing/temporary-house.js';
import { openOffice } from '#use-cases/testing/open-office.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '#use-cases/testing/resident.js';
import { Actors } from '../commands/actors.js';
import { OwnCases } from './own-cases.js';

const caller = (role: Role, n?: number): Principal => ({
  id: 'x',
  roles: new Set([role]),
  identity: n === undefined ? undefined : `iqama:${iqamaNumber(n)}`,
  person: role === 'applicant' ? undefined : 'citizen:1045678909',
  expiresAt: 0,
});
const WAIT_MS = 50;

/** The log has cases, the read model none: nothing is projected here. */
describe('a case that is in the log and cannot be seen yet', () => {
  const office = openOffice();
  let house: TemporaryHouse;
  let module: TestingModule;
  beforeAll(async () => (house = await temporaryHouse()));
  afterAll(() => house.remove());

  const cases = async () => {
    module = await Test.createTestingModule({ imports: [office().useCases] }).compile();
    await module.init();
    const statuses = new ApplicationStatusQueries(house.connection, house.visibility);
    const limits = { maxWaitMs: 1_000, defaultWaitMs: WAIT_MS };
    return new OwnCases(statuses, new Actors(office().subjects), module.get(QueryBus), limits);
  };

  it.each([caller('applicant', 1), caller('officer'), caller('operator')])(
    'is waited for, and then to be asked for again: %j',
    async (who) => {
      const own = await cases();
      const resident = new Resident(office(), 1);
      await resident.start();
      const began = performance.now();
      await expect(own.see(resident.applicationId, who)).rejects.toMatchObject({
        code: 'application-not-visible-yet',
        options: { headers: { 'retry-after': '1' } },
      });
      expect(performance.now() - began).toBeGreaterThanOrEqual(WAIT_MS - 5);
      await module.close();
    },
  );

  it('does not exist for anybody else, nor does one that is not in the log; nothing is waited for', async () => {
    const own = await cases();
    const resident = new Resident(office(), 1);
    await resident.start();
    const forever = { minRevision: 5n, waitMs: 1_000 };
    const began = performance.now();
    const nowhere = randomUUID() as ApplicationId;
    for (const [id, who] of [
      [resident.applicationId, caller('applicant', 2)],
      [nowhere, caller('applicant', 1)],
      [nowhere, caller('operator')],
    ] as const) {
      await expect(own.see(id, who, forever)).rejects.toMatchObject({ code: 'application-not-found' });
    }
    expect(performance.now() - began).toBeLessThan(1_000);
    await module.close();
  });
});
