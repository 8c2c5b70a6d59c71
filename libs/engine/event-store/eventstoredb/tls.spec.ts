import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { appended, aStream, events, streamOf } from '../conformance/events.js';
import { subscriber } from '../conformance/subscriber.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import { PASSWORD, startGuarded } from '#test/doubles/eventstoredb/guarded.js';

const { another, open } = doubled();
const folder = temporaryFolders();
const clerk = `clerk:${encodeURIComponent(PASSWORD)}@`;

async function guarded() {
  const { connectionString, grant } = await startGuarded(another, await folder());
  await grant('$all', { readRoles: ['$admins', 'clerk'], writeRoles: ['$admins'] });
  return (user: string, query?: string) => open({ connectionString: connectionString(user, query) });
}

describe('a server with TLS and users', () => {
  it('takes what comes from a user it knows, over a certificate we trust', async () => {
    const connect = await guarded();
    const store = connect(clerk);
    const stream = aStream();
    await appended(store, stream, 'no_stream', events(2));
    expect(await streamOf(store, stream)).toHaveLength(2);
    const reader = subscriber(store, { deadlineMs: 5_000 });
    await reader.until(() => reader.events.length === 2);
    await reader.stop();
    expect(await store.health.check()).toMatchObject({ ok: true });
  });

  it.each([
    ['clerk:wr0ng-s3cret@', undefined, /does not know this user and password/],
    ['', undefined, /check user, password and rights/],
    [clerk, 'tls=true', /the certificate is not trusted: check tlsCAFile/],
    [clerk, 'tls=false', /no connection|lost|dropped|reset|closed/i],
  ])('refuses %s with %s, and nothing that is said of it holds the password', async (user, query, words) => {
    const connect = await guarded();
    const store = connect(user, query);
    const error: unknown = await store
      .append(aStream(), 'no_stream', events(1))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'EventStoreError', message: expect.stringMatching(words) });
    const health = await store.health.check();
    expect(health).toMatchObject({ ok: false, detail: expect.stringMatching(words) });
    expect(inspect([error, health], { depth: 10, showHidden: true })).not.toMatch(/s3cret|p4ss|w@rd|w%40rd/);
  });
});
