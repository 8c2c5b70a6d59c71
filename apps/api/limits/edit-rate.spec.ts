import { expect, it } from '@jest/globals';
import type { Principal } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';
import type { Done } from '#event-sourcing/outcome.js';
import { refusalsInTest } from '../testing/limit-refusals.js';
import { EditRate } from './edit-rate.js';

const done = (more: Partial<Done<object>> = {}): Done<object> => ({
  kind: 'done',
  answer: {},
  revision: 1n as never, // no store has to see it
  position: 1n as never,
  repeated: false,
  ...more,
});

it('a caller changes so much in a window; what is refused, repeated or changes nothing is not counted', async () => {
  let now = 0;
  const clock = { now: () => new Date(now) };
  const { refusals } = refusalsInTest(clock);
  const rate = new EditRate({ editsWindowS: 60, editsPerCaller: 2 }, refusals, clock);
  const edit = (id: string, work: () => Promise<Done<object>> = async () => done()) =>
    rate.count({ id } as Principal, work);

  await edit('amina');
  for (let n = 0; n < 5; n += 1) {
    await edit('amina', async () => done({ repeated: true }));
    await edit('amina', async () => done({ position: undefined }));
    await expect(edit('amina', () => Promise.reject(new ProblemError('period-fixed')))).rejects.toThrow(
      'period-fixed',
    );
  }
  await edit('amina');
  await expect(edit('amina')).rejects.toMatchObject({
    code: 'too-many-edits-of-yours',
    options: { headers: { 'retry-after': '60' } },
  });
  await edit('omar');
  now = 60_000;
  await edit('amina');
});
