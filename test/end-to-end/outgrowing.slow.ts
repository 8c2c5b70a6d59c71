import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { type DeadlineDocument, DEADLINES } from '#apps/process-manager/deadline-document.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { doubled } from '#event-store/eventstoredb/testing/doubled.js';
import { readConfiguration } from '#platform/configuration/read-configuration.js';
import { silentLogger } from '#platform/logging/logger.js';
import { projectFile } from '#platform/project-file.js';
import { eventually } from '../support/eventually.js';
import {
  copyFormerFolder,
  type FormerCase,
  formerCases,
  FORMER_RELEASE_STOPPED,
} from '../support/former-release.js';
import { HttpClient, textIn } from '../support/http.js';
import { launch } from '../support/launch.js';
import { type MongoUnderTest, mongoUnderTest } from '../support/mongo-under-test.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(240_000);

type Settings = Readonly<Record<string, string>>;

interface Kept {
  readonly events: number;
  readonly deadlines: readonly Pick<DeadlineDocument, '_id' | 'kind' | 'of' | 'due'>[];
}

const PATIENT = { deadlineMs: 60_000 };
const MAIN = fileURLToPath(new URL('../../apps/cli/main.ts', import.meta.url));
const LOADER = new URL('../support/typescript.mjs', import.meta.url).href;

describe('a service that outgrows one process', () => {
  const folder = temporaryFolders();
  const server = doubled();
  let mongo: MongoUnderTest;
  let mint: TokenMint;
  let cases: ReadonlyMap<string, FormerCase>;
  let service: Standalone | undefined;

  const start = async (settings: Settings) => {
    const all = { HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer, ...settings };
    service = await startStandalone(readConfiguration(all), { logger: silentLogger() });
    return service.url;
  };
  const stop = async () => {
    await service?.close();
    service = undefined;
  };
  const askedOf = async <T>(url: string, work: (http: HttpClient) => Promise<T>): Promise<T> => {
    const http = new HttpClient(url);
    try {
      return await work(http);
    } finally {
      http.close();
    }
  };
  /** The sum of a metric's series. */
  const metric = (url: string, name: string) =>
    askedOf(url, async (http) => {
      const { body } = await http.ask('GET', '/metrics');
      const series = String(body).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
      return [...series].reduce((sum, [, value]) => sum + Number(value), 0);
    });
  /** Everything is published, folded and reacted to. */
  const isQuiet = async (url: string) => {
    for (const stage of ['distributor', 'projector', 'process_manager'])
      if ((await metric(url, `hawiya_${stage}_lag_events`)) > 0) return false;
    return askedOf(url, async (http) => (await http.ask('GET', '/health/ready')).status === 200);
  };
  const quiet = (url: string) => eventually(() => isQuiet(url), { ...PATIENT, what: 'quiet' });
  /** What each applicant, or an officer where the applicant was erased, is told of the case. */
  const told = (url: string) =>
    askedOf(url, async (http) => {
      const all: Record<string, unknown> = {};
      for (const [name, { applicationId, person }] of cases) {
        const token =
          name === 'erased' ? await mint.staff('officer', 'noura') : await mint.applicant(person.identity);
        const { status, body } = await http.ask('GET', `/v1/applications/${applicationId}`, { token });
        all[name] = { status, body };
      }
      return all;
    });
  /** How many events the log of a stopped service has, and which deadlines are set. */
  const kept = async (settings: Settings): Promise<Kept> => {
    const parts = await openParts(readConfiguration(settings), silentLogger());
    try {
      await parts.ready;
      let events = 0;
      for await (const { stream } of parts.store.readAll()) events += stream === 'hawiya-moved' ? 0 : 1;
      // The one that looks at all waiting cases goes by when it was last looked.
      const found = await parts.connection
        .collection<DeadlineDocument>(DEADLINES.name)
        .find({ _id: { $ne: 'waiting-cases-check:all' } })
        .toArray();
      return {
        events,
        deadlines: found.map(({ _id, kind, of, due }) => ({ _id, kind, of, due })),
      };
    } finally {
      await parts.close();
    }
  };
  /** Runs a block of the page as it stands there. */
  const asWritten = async (block: string, settings: Settings) => {
    const page = await readFile(projectFile('docs/operations.md'), 'utf8');
    const [, commands] = new RegExp(`\`\`\`sh\\n(# ${block}:[^\`]*)\`\`\``).exec(page) ?? [];
    if (commands === undefined) throw new Error(`the page has no block ${block}`);
    const script = `set -e; hawiya() { "${process.execPath}" --import "${LOADER}" "${MAIN}" "$@"; }\n${commands}`;
    const { ended, lines } = launch(['sh', '-c', script], {
      environment: { PATH: process.env['PATH'], ...settings },
      stderr: 'lines',
      longestMs: 120_000,
    });
    const { code } = await ended;
    if (code !== 0) throw new Error(`${block}: ${code}\n${lines.join('\n')}`);
    return lines;
  };
  /** Started on what was copied: all is as it was, and nothing was appended on the way there. */
  const goesOn = async (settings: Settings, before: { readonly told: unknown; readonly kept: Kept }) => {
    const url = await start(settings);
    await quiet(url);
    expect(await told(url)).toEqual(before.told);
    expect(await metric(url, 'hawiya_log_append_duration_seconds_count')).toBe(0);
    await stop();
    const { events, deadlines } = await kept(settings);
    expect(events).toBe(before.kept.events);
    expect(deadlines).toEqual(expect.arrayContaining([...before.kept.deadlines]));
    // The former release set none for money, and its folder has none: they come with the events.
    const more = deadlines.filter(({ _id }) => !before.kept.deadlines.some((one) => one._id === _id));
    expect(new Set(more.map(({ kind }) => kind))).toEqual(new Set(['money-check']));
  };

  beforeEach(async () => {
    jest.useFakeTimers({
      now: FORMER_RELEASE_STOPPED,
      advanceTimers: true,
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    });
    mint = await startTokenMint();
    mongo = await mongoUnderTest();
    cases = await formerCases();
  });
  afterEach(async () => {
    await stop();
    await mint.close();
    await mongo.stop();
    jest.useRealTimers();
  });

  it('goes to services and back by the commands of the page, every case where it was, and nothing appended', async () => {
    const [data, topics] = [await folder(), await folder()];
    await copyFormerFolder(data);
    const home = { HAWIYA_DATA: data };
    const url = await start(home);
    await quiet(url);
    const answers = await told(url);
    await stop();
    const before = { told: answers, kept: await kept(home) };
    expect(new Set(before.kept.deadlines.map(({ kind }) => kind))).toEqual(
      new Set(['lapse', 'waiting-check']),
    );

    const services = {
      HAWIYA_DATA: topics,
      HAWIYA_EVENTSTORE_URL: server.double().connectionString,
      HAWIYA_MONGO_URL: mongo.uri,
      HAWIYA_MONGO_DATABASE: mongo.database,
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    };
    await asWritten('to-services', { ...services, FOLDER: data });
    const secret = (await readFile(join(data, 'keys/subject.secret'), 'utf8')).trim();
    const away = { ...services, HAWIYA_SUBJECT_SECRET: secret };
    await goesOn(away, before);
    await expect(start(home)).rejects.toThrow(/was copied to EventStoreDB at|were copied to MongoDB at/);

    await asWritten('to-one-process', { ...away, FOLDER: data });
    for (const made of ['mongo', 'topics', 'checkpoints']) await rm(join(data, made), { recursive: true });
    await goesOn(home, before);

    // And it lives: a deadline that was set before all this is fired.
    const again = await start(home);
    jest.setSystemTime(new Date(FORMER_RELEASE_STOPPED.getTime() + 400 * 86_400_000));
    const draft = cases.get('draft');
    if (draft === undefined) throw new Error('there is a draft');
    const token = await mint.applicant(draft.person.identity);
    await askedOf(again, (http) =>
      eventually(
        async () => {
          const { body } = await http.ask('GET', `/v1/applications/${draft.applicationId}`, { token });
          return textIn(body, 'phase') === 'lapsed';
        },
        { ...PATIENT, what: 'lapsed' },
      ),
    );
  });
});
