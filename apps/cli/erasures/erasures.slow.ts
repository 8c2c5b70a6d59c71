import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { startChild } from '#test/support/child.js';
import { eventually } from '#test/support/eventually.js';
import { HttpClient, textIn } from '#test/support/http.js';
import { person, satisfyingFacts } from '#test/support/people.js';
import { startTokenMint, type TokenMint } from '#test/support/token-mint.js';
import { EXIT_CODES } from '../failure.js';

jest.setTimeout(60_000);

const MAIN = new URL('../main.ts', import.meta.url);
const NOBODY = '0'.repeat(32);

/** One after the other they are what two operators do. */
describe('hawiya erasures', () => {
  let folder: string;
  const resident = person(71);
  let mint: TokenMint;
  let service: Standalone;
  let http: HttpClient;
  let omar: string;
  let huda: string;
  let subject: string;

  const hawiya = async (args: string, token = omar, url = service.url) => {
    const call = ['erasures', ...args.split(' '), '--url', url, '--token', token];
    const child = startChild(MAIN, call, {}, { stderr: 'lines' });
    return { code: await child.ended, lines: child.lines };
  };
  const json = ({ lines }: { readonly lines: readonly string[] }): unknown => JSON.parse(lines.join('\n'));
  const request = `request ${resident.identity} --reason asked-by-person`;
  const inbound = { 'content-type': 'application/cloudevents+json' };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawiya-erasures-'));
    mint = await startTokenMint();
    omar = await mint.staff('operator', 'omar');
    huda = await mint.staff('operator', 'huda');
    const settings = {
      HAWIYA_DATA: join(folder, 'data'),
      HAWIYA_PORT: '0',
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_ERASURE_SETTLE_MS: '0',
    };
    service = await startStandalone(readConfiguration(settings), { logger: silentLogger() });
    http = new HttpClient(service.url);
    const fact = satisfyingFacts(resident, new Date()).find(
      (one) => textIn(one, 'type') === 'hawiya.fact.account-activated.v1',
    );
    const told = await http.ask('POST', '/v1/facts', {
      token: await mint.service('accounts'),
      headers: inbound,
      body: fact,
    });
    expect(told.status).toBeLessThan(300);
  });
  afterAll(async () => {
    http.close();
    await service.close();
    await mint.close();
    await rm(folder, { recursive: true });
  });

  it('explains itself', async () => {
    const { code, lines } = await hawiya('request --help');
    expect(code).toBe(0);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    for (const word of ['another operator confirms', 'asked-by-person', 'iqama:2…', '--json', '--token'])
      expect(text).toContain(word);
  });

  it('has none at first', async () => {
    expect(await hawiya('list')).toEqual({ code: 0, lines: ['there are no erasures'] });
    expect(json(await hawiya('list --json'))).toEqual({ entries: [] });
  });

  it.each<[string, string, RegExp, number]>([
    ['no reason', `request ${resident.identity}`, /required option '--reason <code>'/, EXIT_CODES.wrongCall],
    [
      'an unknown reason',
      `request ${resident.identity} --reason why`,
      /Allowed choices are asked-by-person/,
      2,
    ],
    ['what is no identity', 'request iqama:1 --reason ordered', /422 invalid-content\): \/identity: /, 4],
    [
      'somebody of whom nothing is recorded',
      `request ${person(72).identity} --reason ordered`,
      /nothing-to-erase/,
      4,
    ],
    [
      'nobody',
      `show ${NOBODY}`,
      /^hawiya: There is no erasure of such a person \(404 erasure-not-found\)/,
      4,
    ],
    ['nobody to confirm', `confirm ${NOBODY}`, /erasure-not-requested/, EXIT_CODES.refused],
    ['nobody to cancel', `cancel ${NOBODY}`, /erasure-not-requested/, EXIT_CODES.refused],
  ])('told %s, says so in one line', async (_, args, says, exitCode) => {
    const { code, lines } = await hawiya(args);
    expect(lines).toEqual([expect.stringMatching(says)]);
    expect(code).toBe(exitCode);
  });

  it('is an operator’s, at a service that is there', async () => {
    const officer = await mint.staff('officer', 'noura');
    expect(await hawiya('list', officer)).toMatchObject({ code: EXIT_CODES.refused });
    expect(await hawiya('list', 'no-token')).toMatchObject({ code: EXIT_CODES.refused });
    const away = await hawiya('list', omar, 'http://127.0.0.1:9');
    expect(away).toMatchObject({ code: EXIT_CODES.unavailable });
    const nameless = startChild(MAIN, ['erasures', 'list', '--url', service.url], {}, { stderr: 'lines' });
    expect(await nameless.ended).toBe(EXIT_CODES.wrongCall);
    expect(nameless.lines).toEqual(['hawiya: say who you are: either --token or --as']);
  });

  it('is refused with every reason', async () => {
    const token = await mint.applicant(resident.identity);
    const applicant = { kind: 'renewal', iqamaNumber: resident.iqamaNumber };
    const started = await http.ask('POST', '/v1/applications', {
      token,
      body: { applicant, category: 'employee', channel: 'app' },
    });
    const id = textIn(started.body, 'applicationId');
    const refused = await hawiya(request);
    expect(refused.code).toBe(EXIT_CODES.refused);
    expect(refused.lines).toEqual([
      `hawiya: The person's data is still needed: see the reasons (409 erasure-blocked): applications/${id}: A case of this person is open`,
    ]);
    await http.ask('POST', `/v1/applications/${id}/withdraw`, { token, body: {} });
  });

  it('is requested, taken back and requested again', async () => {
    const requested = await hawiya(request);
    expect(requested.code).toBe(0);
    [subject = ''] = requested.lines[0]?.split(':') ?? [];
    expect(requested.lines).toEqual([
      `${subject}: requested`,
      expect.stringMatching(/^ {2}requested {2}\S+Z by omar: asked-by-person$/),
      expect.stringMatching(/^ {2}lapses {5}\S+Z$/),
      `  next       another operator: hawiya erasures confirm ${subject}`,
    ]);
    const cancelled = await hawiya(`cancel ${subject} --json`);
    expect(cancelled.code).toBe(0);
    expect(json(cancelled)).toMatchObject({ subject, phase: 'cancelled', cancelledBy: 'omar' });
    expect(json(await hawiya(`${request} --json`))).toMatchObject({ subject, phase: 'requested' });
    const own = await hawiya(`confirm ${subject}`);
    expect(own).toEqual({
      code: EXIT_CODES.refused,
      lines: [expect.stringContaining('(403 erasure-needs-another-operator)')],
    });
  });

  it('is confirmed by another, carried out, and listed', async () => {
    const confirmed = await hawiya(`confirm ${subject} --json`, huda);
    expect(confirmed.code).toBe(0);
    expect(json(confirmed)).toMatchObject({ subject, phase: 'confirmed', confirmedBy: 'huda' });
    await eventually(
      async () => {
        const { body } = await http.ask('GET', `/v1/operations/erasures/${subject}`, { token: omar });
        return textIn(body, 'phase') === 'completed';
      },
      { deadlineMs: 40_000, what: 'the erasure complete' },
    );
    const shown = await hawiya(`show ${subject}`);
    expect(shown.lines.slice(0, 3)).toEqual([
      `${subject}: completed`,
      expect.stringMatching(/by omar: asked-by-person$/),
      expect.stringMatching(/^ {2}confirmed {2}\S+ by huda$/),
    ]);
    expect(shown.lines.at(-1)).toBe('  cases      1');
    const isListed = async () => (await hawiya('list')).lines.join('\n').includes('completed');
    await eventually(isListed, { deadlineMs: 30_000, what: 'listed as completed' });
    const { entries } = json(await hawiya('list --json')) as { readonly entries: readonly object[] };
    expect(entries).toMatchObject([
      { subject, phase: 'completed', requestedBy: 'omar', confirmedBy: 'huda' },
    ]);
  });

  it('interrupted, says how to find out what became of it', async () => {
    const slow = createServer((incoming, outgoing) => {
      if (incoming.method === 'GET') outgoing.end('{}');
    });
    const url = await listening(slow);
    const asked = once(slow, 'request').then(() => once(slow, 'request'));
    const call = ['erasures', 'confirm', subject, '--url', url, '--token', huda];
    const child = startChild(MAIN, call, {}, { stderr: 'lines' });
    await asked;
    child.interrupt();
    expect(await child.ended).toBe(EXIT_CODES.interrupted);
    expect(child.lines).toEqual([
      `hawiya: interrupted: how it stands says \`hawiya erasures show ${subject}\`; the same command again does nothing twice`,
    ]);
    slow.closeAllConnections();
    slow.close();
  });
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on host and port
  return `http://127.0.0.1:${port}`;
}
