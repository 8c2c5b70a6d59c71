import { describe, expect, it } from '@jest/globals';
import { appended, aStream, events } from '../conformance/events.js';
import type { Refusal } from '#test/doubles/eventstoredb/double/faults.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';

const { double, store, open } = doubled();

describe('the health of the event store', () => {
  it('is good when the leader tells where the log ends', async () => {
    const { position } = await appended(store(), aStream(), 'no_stream', events(2));
    const { host, port } = double().endpoint;
    expect(await store().health.check()).toEqual({
      ok: true,
      detail: `the log of ${host}:${port} ends at ${position}`,
    });
  });

  it('is good when the log is empty', async () => {
    expect(await store().health.check()).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/ends at nowhere/),
    });
  });

  it.each<[Refusal, RegExp]>([
    ['not-ready', /starting or overloaded/],
    ['no-leader', /no leader at the moment/],
    ['not-leader', /not the leader/],
    ['unauthenticated', /does not know this user and password/],
    ['access-denied', /check user, password and rights/],
  ])('says in one line that it is %s', async (refusal, words) => {
    double().faults.refuse(refusal);
    const { ok, detail } = await store().health.check();
    expect(ok).toBe(false);
    expect(detail).toMatch(words);
    expect(detail).not.toContain('\n');
  });

  it.each([
    ['refused', 'esdb://127.0.0.1:1?tls=false', /the connection is refused .*127\.0\.0\.1:1/],
    [
      'unknown',
      'esdb://no-such-host.invalid:2113?tls=false',
      /the host name cannot be resolved .*no-such-host/,
    ],
    ['plain', '', /the server does not speak TLS/],
  ])('says what is wrong with an address: %s', async (_, connectionString, words) => {
    const plain = double().connectionString.replace('?tls=false', '?tls=true');
    const { ok, detail } = await open({ connectionString: connectionString || plain }).health.check();
    expect(ok).toBe(false);
    expect(detail).toMatch(words);
    expect(detail).not.toContain('\n');
  });

  it('says that there was no answer', async () => {
    double().faults.frozen = true;
    const hasty = open({ readDeadlineMs: 50 });
    expect(await hasty.health.check()).toEqual({ ok: false, detail: 'no answer in 50 ms' });
  });

  it('says that it was closed', async () => {
    await store().close();
    await expect(store().health.check()).rejects.toThrow('the event store is closed'); // which is what a report says of it
  });
});
