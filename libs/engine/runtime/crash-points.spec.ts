import { describe, expect, it } from '@jest/globals';
import { startChild } from '#test/support/child.js';
import { crashPoint, crashPointsRefusal } from './crash-points.js';

const CHILD = new URL('../../../test/support/children/crash-points.ts', import.meta.url);

describe('a crash point', () => {
  it('kills the process the n-th time it is passed, and only there', async () => {
    const child = startChild(CHILD, [], { HAWIYA_CRASH_AT: 'loop:3' });
    expect(await child.ended).toBe('SIGKILL');
    expect(child.lines).toEqual(['pass 1', 'pass 2']);
  });

  it('does nothing in production, whatever the environment says', async () => {
    const child = startChild(CHILD, [], { HAWIYA_CRASH_AT: 'loop', NODE_ENV: 'production' });
    expect(await child.ended).toBe(0);
    expect(child.lines).toHaveLength(5);
  });

  it('does nothing without the variable', () => {
    expect(() => crashPoint('loop')).not.toThrow();
  });

  it.each([
    [{}, undefined],
    [{ HAWIYA_CRASH_AT: '' }, undefined],
    [{ HAWIYA_CRASH_AT: 'distributor.after-publish' }, undefined],
    [{ HAWIYA_CRASH_AT: 'distributor.after-publish:12' }, undefined],
    [{ HAWIYA_CRASH_AT: 'x', NODE_ENV: 'production' }, 'to be unset when NODE_ENV is production'],
    [{ HAWIYA_CRASH_AT: 'x:0' }, 'name or name:N, N from 1 on'],
    [{ HAWIYA_CRASH_AT: 'x y' }, 'name or name:N, N from 1 on'],
  ])('%j in the environment is judged', (environment, expected) => {
    expect(crashPointsRefusal(environment)?.expected).toBe(expected);
  });
});
