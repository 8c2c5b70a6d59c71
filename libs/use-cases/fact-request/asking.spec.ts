import { describe, expect, it, jest } from '@jest/globals';
import { factRequestDecider } from '#domain/fact-request/fact-request.js';
import { committedPolicy } from '#domain/policy/testing/committed-policy.js';
import { WithdrawApplication } from '../application/end-application.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '../testing/resident.js';
import { openOffice } from '../testing/open-office.js';
import { SYSTEM } from '../testing/office.js';
import { BoardOf, BoardOfHandler } from '../screening/board-of.js';
import { Policies } from '../policies.js';
import { streams } from '../streams.js';
import { AskAgain } from './ask-again.js';
import { AskForFacts } from './ask-for-facts.js';
import { OpenRequests } from './open-requests.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('asking for what a case misses', () => {
  const office = openOffice();
  const ask = ({ applicationId }: Resident) =>
    office().run(new AskForFacts(office().by(SYSTEM), applicationId));
  const again = ({ applicationId }: Resident, request = 1) =>
    office().run(new AskAgain(office().by(SYSTEM), applicationId, request));
  const requests = async ({ applicationId }: Resident) =>
    (await office().log.load(factRequestDecider, streams.request(applicationId))).state;
  const events = ({ applicationId }: Resident) => office().log.history(streams.request(applicationId));
  const boardOf = ({ applicationId, actor }: Resident) => {
    const { log, subjects, now } = office();
    const handler = new BoardOfHandler(log, new Policies(committedPolicy), subjects);
    return handler.execute(new BoardOf(applicationId, actor, now));
  };
  /** Next to nothing was told of the applicant. */
  const missing = async () => {
    const resident = new Resident(office(), 2);
    await resident.prepare();
    await resident.submit();
    await resident.screen();
    await ask(resident);
    return resident;
  };

  it('asks nobody when nothing is missing, and appends nothing', async () => {
    const resident = new Resident(office(), 1);
    await resident.approved();
    expect(await ask(resident)).toMatchObject({ kind: 'done', revision: 'no_stream' });
    expect(await events(resident)).toEqual([]);
  });

  it('asks the service of each fact that is missing once, in one append, about the number of the applicant', async () => {
    const resident = await missing();
    const { open } = await requests(resident);
    expect(open.length).toBeGreaterThan(2);
    expect(new Set(open.map(({ personal }) => personal !== 'erased' && personal.identity))).toEqual(
      new Set([`iqama:${iqamaNumber(2)}`]),
    );
    expect(open).toContainEqual(
      expect.objectContaining({
        service: 'accounts',
        personal: expect.objectContaining({ condition: 'account-active', reason: 'account-not-reported' }),
        asking: 1,
        since: office().now,
      }),
    );
    await ask(resident);
    expect(await events(resident)).toHaveLength(open.length);
  });

  it('says on the board since when and when each was asked, and of a draft nothing', async () => {
    const resident = await missing();
    const { open } = await requests(resident);
    expect(await boardOf(resident)).toMatchObject({ basis: 'screening', requests: open });
    const draft = new Resident(office(), 3);
    await draft.start();
    expect(await boardOf(draft)).toMatchObject({ basis: 'now', requests: [] });
  });

  it('asks again when it is due, tells whose answers are late once, and when to look next', async () => {
    const resident = await missing();
    const of = (await requests(resident)).open.find(({ service }) => service === 'accounts')?.request ?? 0;
    expect(await again(resident, of)).toMatchObject({ answer: { late: [] } });
    office().pass({ days: 0.5 });
    expect(await again(resident, of)).toMatchObject({ kind: 'done', answer: { late: [] } });
    const now = await office().run(new OpenRequests(office().by(SYSTEM), resident.applicationId));
    expect(now).toMatchObject({
      answer: {
        open: expect.arrayContaining([
          expect.objectContaining({ request: of, asking: 2, askedAt: office().now }),
        ]),
      },
    });
    office().pass({ days: 2.5 });
    expect(await again(resident, of)).toMatchObject({ answer: { late: ['accounts'] } });
    office().pass({ ms: 1 });
    expect(await again(resident, of)).toMatchObject({ answer: { late: [] } });
  });

  it('ends what the case knows by now, and everything when the case ends', async () => {
    const resident = await missing();
    await resident.facts();
    await resident.screen();
    await ask(resident);
    expect((await requests(resident)).open).toEqual([]);
    expect((await events(resident)).at(-1)?.event).toMatchObject({
      type: 'FactRequestEnded',
      data: { why: 'answered' },
    });

    const withdrawn = new Resident(office(), 4);
    await withdrawn.prepare();
    await withdrawn.submit();
    await withdrawn.screen();
    await ask(withdrawn);
    await office().run(new WithdrawApplication(withdrawn.by(), withdrawn.applicationId, undefined));
    await ask(withdrawn);
    expect((await requests(withdrawn)).open).toEqual([]);
    expect((await events(withdrawn)).at(-1)?.event).toMatchObject({ data: { why: 'not-needed' } });
  });
});
