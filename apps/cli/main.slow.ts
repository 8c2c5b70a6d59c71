import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  startSandboxIdentityProvider,
  type SandboxIdentityProvider,
} from '#apps/sandbox/identity-provider/start.js';
import { EXIT_CODES } from './failure.js';
import { startChild } from '#test/support/child.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';

jest.setTimeout(60_000);

const MAIN = new URL('./main.ts', import.meta.url);

async function listening(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on host and port
  return { server, port };
}

describe('hawiya', () => {
  const folder = temporaryFolders();
  const other = createServer((_, response) => response.writeHead(404).end());
  let sandbox: SandboxIdentityProvider;
  let addresses: Readonly<Record<string, string>>;

  const hawiya = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const child = startChild(MAIN, args, environment, { stderr: 'lines' });
    return { code: await child.ended, lines: child.lines };
  };

  beforeAll(async () => {
    sandbox = await startSandboxIdentityProvider({ port: 0 });
    const [open, closed] = await Promise.all([listening(other), listening(createServer())]);
    closed.server.close();
    addresses = {
      OTHER: `http://127.0.0.1:${open.port}`,
      PORT: String(open.port),
      CLOSED: `http://127.0.0.1:${closed.port}`,
      SANDBOX: sandbox.issuer,
    };
  });
  afterAll(async () => {
    await sandbox.close();
    other.close();
  });

  it('says what it can do', async () => {
    const { code, lines } = await hawiya(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'demo', 'log', 'projections', 'parked', 'token'])
      expect(lines.join('\n')).toMatch(new RegExp(`^  ${command}`, 'm'));
    for (const code of [0, ...Object.values(EXIT_CODES)])
      expect(lines.join('\n')).toMatch(new RegExp(`^  ${code} `, 'm'));
  });

  it.each<[string, string, string, number?]>([
    ['an unknown command', 'bogus', "unknown command 'bogus' (--help says more)"],
    ['no case file', 'run', "missing required argument 'files' (--help says more)"],
    ['an unknown option', 'demo --quick', "unknown option '--quick' (--help says more)"],
    ['a case file that is not there', 'run nowhere.yaml', 'nowhere.yaml: no such file'],
    ['a folder instead of files', 'run /tmp', '/tmp: is a folder: name the files in it'],
    ['a broken case file', 'run BROKEN', "BROKEN: / must have required property 'person'; / must have"],
    [
      'what is no address',
      'run CASE --url here',
      "'--url <url>' argument 'here' is invalid. Expected an address",
    ],
    ['no patience', 'run CASE --patience 0', 'Expected a number of seconds above 0.'],
    ['nobody at the address', 'run CASE --url CLOSED', 'does not answer at CLOSED: ECONNREFUSED', 3],
    [
      'somebody else at the address',
      'run CASE --url OTHER/',
      'what answers at OTHER is not the service: HTTP 404',
      3,
    ],
    ['a person nobody knows', 'token nobody --issuer SANDBOX', 'signing in as nobody stopped at', 4],
    [
      'a folder without a log',
      'log verify --data FOLDER',
      'is not a data folder: there is no event-store in it',
      3,
    ],
  ])('told %s, says so in one line and ends with its code', async (_, call, says, exitCode = 2) => {
    const place = await folder();
    const known: Readonly<Record<string, string>> = {
      ...addresses,
      FOLDER: place,
      BROKEN: join(place, 'broken.yaml'),
      CASE: join(place, 'case.yaml'),
    };
    const filled = (text: string) => text.replaceAll(/[A-Z]{4,}/g, (name) => known[name] ?? name);
    await writeFile(filled('BROKEN'), 'title: a case without the rest\n');
    await writeFile(
      filled('CASE'),
      "{title: t, person: amina, identity: 'iqama:2456789011', steps: [{submit: true}], expect: {outcome: issued}}",
    );
    const { code, lines } = await hawiya(call.split(' ').map(filled));
    expect(lines).toEqual([expect.stringContaining(filled(says))]);
    expect(lines[0]).toMatch(/^hawiya: /);
    expect(code).toBe(exitCode);
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a setting is wrong', { HAWIYA_PORT: '70000' }, /^hawiya: The configuration is not valid: HAWIYA_PORT/],
    [
      'addresses of services are set',
      {
        HAWIYA_EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false',
        HAWIYA_KAFKA_BROKERS: '127.0.0.1:1',
        HAWIYA_MONGO_URL: 'mongodb://127.0.0.1:1',
        HAWIYA_KEYS_SECRET: '0123456789abcdef'.repeat(4),
      },
      /^hawiya: .*unset HAWIYA_EVENTSTORE_URL, HAWIYA_KAFKA_BROKERS, HAWIYA_MONGO_URL /,
    ],
    ['another issuer is set', { HAWIYA_ISSUER: 'http://id.example' }, /^hawiya: .*unset HAWIYA_ISSUER$/],
    [
      'a port is taken',
      { HAWIYA_SANDBOX_PORT: 'PORT' },
      /^hawiya: 127.0.0.1:\d+ is in use: .*HAWIYA_SANDBOX_PORT or HAWIYA_MANAGEMENT_PORT$/,
    ],
  ])('plays no demo when %s', async (_, environment, says) => {
    const settings = Object.entries(environment).map(([name, value]) => [name, addresses[value] ?? value]);
    const { code, lines } = await hawiya(['demo', '--exit'], {
      HAWIYA_LOG_LEVEL: 'silent',
      TMPDIR: await folder(),
      ...Object.fromEntries(settings),
    });
    expect(lines).toEqual([expect.stringMatching(says)]);
    expect(code).toBe(2);
  });

  it.each<[string, string]>([
    ['log verify', 'log verify'],
    ['projections list', 'projections list'],
    ['projections verify', 'projections verify'],
    ['migrate', 'migrate'],
  ])('says in one line that the store of `hawiya %s` is away', async (_, call) => {
    const { port } = new URL(addresses['CLOSED'] ?? '');
    const { code, lines } = await hawiya(call.split(' '), {
      HAWIYA_EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`,
      HAWIYA_DATA: await folder(),
      HAWIYA_LOG_LEVEL: 'silent',
    });
    const away = `hawiya: EventStoreDB at esdb://127.0.0.1:${port} is away: the connection is refused`;
    const said = lines.filter((line) => line.startsWith('hawiya: '));
    expect(said).toEqual([expect.stringContaining(away)]);
    expect(code).toBe(2);
  });

  it('gives out tokens of the sandbox', async () => {
    const { code, lines } = await hawiya(['token', 'amina', '--issuer', sandbox.issuer]);
    expect([code, lines.length]).toEqual([0, 1]);
    expect(lines[0]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});
