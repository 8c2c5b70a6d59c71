import { describe, expect, it } from '@jest/globals';
import type { CredentialId } from '../kernel/brand.js';
import { given } from '#decider/given.js';
import {
  decideAssignStatusIndex,
  statusIndexOf,
  statusListDecider,
  type StatusListEvent,
} from './status-list.js';

const id = (name: string) => name as CredentialId; // no parser has to see these
const assigned = (name: string): StatusListEvent => ({
  type: 'StatusIndexAssigned',
  data: { credentialId: id(name) },
});
const list = (...names: readonly string[]) => given(statusListDecider, ...names.map(assigned));
const assign = (name: string) => (state: ReturnType<typeof list>['state']) =>
  decideAssignStatusIndex(state, { credentialId: id(name) });

describe('a status list', () => {
  it('gives each credential the revision of its event as its place', () => {
    expect(list().when(assign('a'))).toEqual([assigned('a')]);
    const { state } = list('a', 'b', 'c');
    expect(['a', 'b', 'c', 'd'].map((name) => statusIndexOf(state, id(name)))).toEqual([0, 1, 2, undefined]);
  });

  it('gives a credential one place only', () => {
    expect(list('a', 'b').when(assign('a'))).toEqual([]);
  });

  it('keeps apart states that went on differently from the same one', () => {
    const { state: root } = list('a');
    const one = statusListDecider.evolve(root, assigned('b'));
    const other = statusListDecider.evolve(root, assigned('c'));
    expect(statusIndexOf(root, id('b'))).toBeUndefined();
    expect([statusIndexOf(one, id('b')), statusIndexOf(one, id('c'))]).toEqual([1, undefined]);
    expect([statusIndexOf(other, id('b')), statusIndexOf(other, id('c'))]).toEqual([undefined, 1]);
    expect(
      statusIndexOf(statusListDecider.evolve(statusListDecider.initialState, assigned('z')), id('a')),
    ).toBeUndefined();
  });

  it('folds a long list in a time that grows with its length, not with its square', () => {
    let { state } = list();
    for (let n = 0; n < 100_000; n += 1) state = statusListDecider.evolve(state, assigned(`c${n}`));
    expect(statusIndexOf(state, id('c99999'))).toBe(99_999);
  });
});
