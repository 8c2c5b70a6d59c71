import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { type DeadlineDocument, DEADLINES } from '#apps/process-manager/deadlines/deadline-document.js';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import { PASSWORD, startGuarded } from '#test/doubles/eventstoredb/guarded.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { startChild } from '#test/support/child.js';
import { appendNumbered } from '#test/support/events.js';
import { copyFormerFolder } from '#test/support/former-release.js';
import { mongoUnderTest } from '#test/support/mongo-under-test.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';

jest.setTimeout(60_000);

const MAIN = new URL('../main.ts', import.meta.url);

describe('hawiya migrate', () => {
  const { another } = doubled();
  const folder = temporaryFolders();

  it('makes what is missing, does nothing the second time, and names an index that differs', async () => {
    const data = await folder();
    const store = await openEmbeddedEventStore({ path: join(data, 'event-store') });
    await appendNumbered(store, { count: 3 });
    await store.close();
    const mongo = await mongoUnderTest();
    const [main, keys] = [await mongo.connect(), await mongo.connect(`${mongo.database}-keys`)];
    const settings = {
      HAWIYA_DATA: data,
      HAWIYA_MONGO_URL: mongo.uri,
      HAWIYA_MONGO_DATABASE: mongo.database,
      HAWIYA_KEYS_SECRET: 'ab'.repeat(32),
    };
    const migrate = async () => {
      const child = startChild(MAIN, ['migrate'], settings, { stderr: 'lines' });
      return { code: await child.ended, said: child.lines.join('\n') };
    };

    const first = await migrate();
    expect(first).toMatchObject({ code: 0 });
    expect(first.said).toContain('made application_status (application.trackingNumber:1 unique sparse)');
    expect(first.said).toContain('made persons (current.keyId:1 unique sparse)');
    expect(first.said).toContain('topics hawiya.events.v1, hawiya.facts.accounts.v1, ');
    expect(first.said).toContain('made hawiya.facts.labour.v1');
    expect(first.said).not.toContain('kafka-acls');
    expect(first.said).toMatch(/application-status built of 4 events in \d s/);
    expect(await keys.collection('persons').listIndexes().toArray()).toHaveLength(3);

    const second = await migrate();
    expect(second).toMatchObject({ code: 0 });
    expect(second.said).not.toContain('made');
    expect(second.said).toContain('application-status is current');

    await main.collection('deadlines').dropIndex('of_1');
    await main.collection('deadlines').createIndex({ of: 1 }, { unique: true });
    const third = await migrate();
    expect(third).toMatchObject({ code: 1 });
    expect(third.said).toContain('hawiya: indexes differ: deadlines (of:1 unique) instead of (of:1)');
    await mongo.stop();
  });

  it('killed while it reads old events it goes on from the last place, and no screened case is left out', async () => {
    const data = await folder();
    await copyFormerFolder(data);
    const migrate = async (settings: Readonly<Record<string, string>> = {}) => {
      const all = { HAWIYA_DATA: data, ...settings };
      const child = startChild(MAIN, ['migrate'], all, { stderr: 'lines' });
      return { ended: await child.ended, said: child.lines.join('\n') };
    };
    const killed = await migrate({ HAWIYA_CRASH_AT: 'old-events.between-pages:1' });
    expect(killed.ended).toBe('SIGKILL');
    expect(killed.said).toMatch(/deadlines \(.*recheck\/2.*\): old events are read, 0 were before/);
    const again = await migrate();
    expect(again.ended).toBe(0);
    expect(again.said).toContain('old events are read, 1,000 were before');
    expect(again.said).toMatch(/deadlines \(.*recheck\/2.*\) of 1,1\d\d events are set/);
    expect((await migrate()).said).not.toContain('deadlines (');

    const parts = await openParts(readConfiguration({ HAWIYA_DATA: data }), silentLogger());
    await parts.ready;
    const screened = new Set<string>();
    for await (const { type, stream } of parts.store.readAll())
      if (type === 'ScreeningCompleted') screened.add(stream.slice('application-'.length));
    const deadlines = parts.connection.collection<DeadlineDocument>(DEADLINES.name);
    const set = await deadlines.find({ kind: 'recheck' }).toArray();
    await parts.close();
    expect(screened.size).toBeGreaterThan(10);
    expect(set.map(({ of }) => of).sort()).toEqual([...screened].sort());
  });

  it('prints the access list of the broker and opens nothing', async () => {
    const said = async (settings: Readonly<Record<string, string>>) => {
      const child = startChild(MAIN, ['migrate', '--access-list'], settings, { stderr: 'lines' });
      return { code: await child.ended, lines: child.lines };
    };
    const printed = await said({ HAWIYA_KAFKA_BROKERS: '127.0.0.1:1' });
    expect(printed.code).toBe(0);
    expect(printed.lines).toContain(
      'kafka-acls --bootstrap-server 127.0.0.1:1 --command-config admin.properties --add --allow-principal User:labour --operation Write --topic hawiya.facts.labour.v1',
    );
    expect(await said({})).toEqual({
      code: 2,
      lines: ['hawiya: HAWIYA_KAFKA_BROKERS is unset: the embedded topics have no access list'],
    });
    expect(
      await said({ HAWIYA_KAFKA_BROKERS: '127.0.0.1:1', HAWIYA_KAFKA_PRINCIPALS: 'labor=User:x' }),
    ).toMatchObject({ code: 2, lines: [expect.stringMatching(/there is nobody called labor/)] });
  });

  it('says which right its user lacks on EventStoreDB; with it, it migrates, and Node warns of nothing', async () => {
    const { connectionString, grant } = await startGuarded(another, await folder());
    const settings = {
      HAWIYA_DATA: await folder(),
      HAWIYA_KEYS_SECRET: 'ab'.repeat(32),
      HAWIYA_EVENTSTORE_URL: connectionString(`clerk:${encodeURIComponent(PASSWORD)}@`),
    };
    const migrate = async () => {
      const child = startChild(MAIN, ['migrate'], settings, { stderr: 'lines' });
      return { code: await child.ended, lines: child.lines };
    };
    const denied = await migrate();
    expect(denied.code).toBe(2);
    expect(denied.lines.at(-1)).toContain(
      'the user clerk lacks the right $r on $all; an administrator gives it by the metadata {"$acl":{"$r":["$admins","clerk"]}} of $all',
    );
    expect(denied.lines).toHaveLength(2); // the store it works on is named before
    await grant('$all', { readRoles: ['$admins', 'clerk'], writeRoles: ['$admins'] });
    const done = await migrate();
    expect(done).toMatchObject({ code: 0 });
    expect(done.lines).toContainEqual(expect.stringMatching(/^application-status built of/));
    // By an IP address, which is no server name: DEP0123, when it is used as one.
    for (const { lines } of [denied, done]) expect(lines.join('\n')).not.toMatch(/DEP\d|Warning|p4ss/);
  });

  it('is told in one line what is wrong with the address, and does not tell its password', async () => {
    const settings = {
      HAWIYA_DATA: await folder(),
      HAWIYA_MONGO_URL: 'mongodb://nora:geheim@h:x/',
      HAWIYA_KEYS_SECRET: 'ab'.repeat(32),
      HAWIYA_EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false',
    };
    const child = startChild(MAIN, ['migrate'], settings, { stderr: 'lines' });
    expect(await child.ended).toBe(3);
    expect(child.lines).toHaveLength(2);
    expect(child.lines[1]).toMatch(/^hawiya: MongoDB at .*(not shown)/);
    expect(child.lines.join()).not.toContain('geheim');
  });
});
