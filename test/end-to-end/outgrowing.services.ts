import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openParts } from '#apps/composition/parts.js';
import { EVERY_STAGE, type Stage } from '#apps/composition/stages.js';
import { type DeadlineDocument, DEADLINES } from '#apps/process-manager/deadlines/deadline-document.js';
import { startStandalone } from '#apps/standalone/start.js';
import { widestFact } from '#contracts/testing/widest-fact.js';
import { EVENTS_TOPIC, factsTopicOf } from '#contracts/topics.js';
import { asAdmin, openForTest } from '#topics/kafka/testing/broker.js';
import { doubled } from '#test/doubles/eventstoredb/doubled.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { projectFile } from '#runtime/project-file.js';
import { type KafkaCluster, startKafka } from '../services/kafka.js';
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
import { setClock } from '../support/set-clock.js';
import { person, type TestPerson } from '../support/people.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';

jest.setTimeout(300_000);

type Settings = Readonly<Record<string, string>>;

interface Kept {
  readonly events: number;
  readonly deadlines: readonly (Pick<DeadlineDocument, '_id' | 'kind' | 'of'> & {
    readonly due: string | null;
  })[];
}

/** The service at work, as one process or as four. */
interface Running {
  /** Of the API. */
  readonly url: string;
  /** Of all its processes. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

interface Before {
  readonly told: unknown;
  readonly kept: Kept;
}

const PATIENT = { deadlineMs: 60_000 };
/** An erasure that was confirmed waits for so long, and so its deadline is there to be moved. */
const LASTING = { HAWIYA_ERASURE_SETTLE_MS: '600000' };
/** What is set while a start or a fan-out is under way, and when it was last looked at all cases: over by itself. */
const PASSING: readonly DeadlineDocument['kind'][] = [
  'slot-check',
  'screening',
  'waiting-cases-check',
  'ground-check',
  'request-delivery',
  'policy-credentials',
];
/** Keys are destroyed once more when the event comes again, and the time until all have forgotten begins anew. */
const isCounted = (kind: DeadlineDocument['kind']) => kind !== 'erasure-completion';
/** Told from the first append on. */
const APPENDS = 'hawiya_log_append_duration_seconds_count';
/** A line without what is another one each time: numbers, folders, addresses, the database's name. */
const shapeOf = (line: string) => line.replace(/\/\/?[\w.:/-]+|(?<=database )\S+|\d[\d,]*/g, '#');
const dist = (script: string) => projectFile(`dist/apps/${script}/main.js`);

describe('a service that outgrows one process', () => {
  const folder = temporaryFolders();
  const server = doubled();
  /** Stands where MONGO_URL says. */
  let mongo: MongoUnderTest;
  let kafka: KafkaCluster;
  let mint: TokenMint;
  let cases: ReadonlyMap<string, FormerCase>;
  let running: Running | undefined;

  const startOne = async (settings: Settings): Promise<Running> => {
    const all = { HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer, ...LASTING, ...settings };
    const service = await startStandalone(readConfiguration(all), { logger: silentLogger() });
    running = { url: service.url, urls: [service.url], stop: () => service.close() };
    return running;
  };
  /** Compiled, as an installation runs it, with a clock that tells the time of the test. */
  const launchStage = (stage: Stage, settings: Settings) => {
    const skew = Math.round(Date.now() - performance.timeOrigin - performance.now());
    const environment = {
      PATH: process.env['PATH'],
      HAWIYA_PORT: '0',
      HAWIYA_LOG_FORMAT: 'json',
      HAWIYA_ISSUER: mint.issuer,
      HAWIYA_TEST_CLOCK_SKEW_MS: String(skew),
      ...LASTING,
      ...settings,
    };
    return launch([process.execPath, dist(stage)], { environment, stderr: 'lines' });
  };
  const startProcesses = async (settings: Settings): Promise<Running> => {
    const launched = EVERY_STAGE.map((stage) => ({ stage, process: launchStage(stage, settings) }));
    const stop = async () => {
      for (const { process } of launched) process.signal('SIGTERM');
      for (const { stage, process } of launched) {
        const { code } = await process.ended;
        if (code !== 0) throw new Error(`${stage}: ${code}\n${process.lines.slice(-5).join('\n')}`);
      }
    };
    running = { url: '', urls: [], stop };
    const listening = await Promise.all(
      launched.map(async ({ stage, process }) => {
        const [, url] = (await process.sees(/listening on (http:\/\/[^\s"]+)/)) ?? [];
        if (url === undefined) throw new Error(`${stage}: ${process.lines.join('\n')}`);
        return { stage, url };
      }),
    );
    const url = listening.find(({ stage }) => stage === 'api')?.url ?? '';
    running = { url, urls: listening.map((one) => one.url), stop };
    return running;
  };
  const stop = async () => {
    const was = running;
    running = undefined;
    await was?.stop();
  };
  const askedOf = async <T>(url: string, work: (http: HttpClient) => Promise<T>): Promise<T> => {
    const http = new HttpClient(url);
    try {
      return await work(http);
    } finally {
      http.close();
    }
  };
  /** The sum of a metric's series, over all processes; undefined: nobody tells it. */
  const metric = async ({ urls }: Running, name: string) => {
    const told = urls.map((url) =>
      askedOf(url, async (http) => String((await http.ask('GET', '/metrics')).body)),
    );
    const series = (await Promise.all(told))
      .join('\n')
      .matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
    const values = [...series].map(([, value]) => Number(value));
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value);
  };
  /** Everything is published, folded and reacted to, and every fact that was told is taken in. */
  const isQuiet = async (service: Running) => {
    for (const stage of ['distributor', 'projector', 'process_manager', 'facts'])
      if ((await metric(service, `hawiya_${stage}_lag_events`)) !== 0) return false;
    const ready = service.urls.map((url) =>
      askedOf(url, async (http) => (await http.ask('GET', '/health/ready')).status === 200),
    );
    return (await Promise.all(ready)).every(Boolean);
  };
  const quiet = (service: Running) => eventually(() => isQuiet(service), { ...PATIENT, what: 'quiet' });
  /** What each applicant, or an officer where the applicant was erased, is told of the case. */
  const told = ({ url }: Running) =>
    askedOf(url, async (http) => {
      const all: Record<string, unknown> = {};
      for (const [name, { applicationId, person: of }] of cases) {
        const token = name.startsWith('erased')
          ? await mint.staff('officer', 'noura')
          : await mint.applicant(of.identity);
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
      const found = await parts.connection
        .collection<DeadlineDocument>(DEADLINES.name)
        .find({ kind: { $nin: [...PASSING] } })
        .sort({ _id: 1 })
        .toArray();
      return {
        events,
        deadlines: found.map(({ _id, kind, of, due }) => ({
          _id,
          kind,
          of,
          due: isCounted(kind) ? due : null,
        })),
      };
    } finally {
      await parts.close();
    }
  };
  /** Runs a block of the page as it stands there; it prints what the page shows below it. */
  const asWritten = async (block: string, settings: Settings) => {
    const page = await readFile(projectFile('docs/operations.md'), 'utf8');
    const [, commands, shown] =
      new RegExp(`\`\`\`sh\\n(# ${block}:[^\`]*)\`\`\`[^\`]*\`\`\`\\n([^\`]*)\`\`\``).exec(page) ?? [];
    if (commands === undefined || shown === undefined) throw new Error(`the page has no block ${block}`);
    const script = `set -e; hawiya() { "${process.execPath}" "${dist('cli')}" "$@"; }\n${commands}`;
    const { ended, lines } = launch(['sh', '-c', script], {
      environment: { PATH: process.env['PATH'], ...settings },
      stderr: 'lines',
      longestMs: 120_000,
    });
    const { code } = await ended;
    if (code !== 0) throw new Error(`${block}: ${code}\n${lines.join('\n')}`);
    expect(lines.filter((line) => /"level":[456]0/.test(line))).toEqual([]); // nothing to warn of
    expect(lines.map(shapeOf)).toEqual(expect.arrayContaining(shown.trim().split('\n').map(shapeOf)));
  };
  /** Started on what was copied: all is as it was, and nothing was appended on the way there. */
  const goesOn = async (service: Running, settings: Settings, before: Before) => {
    await quiet(service);
    expect(await told(service)).toEqual(before.told);
    expect(await metric(service, APPENDS)).toBeUndefined();
    await stop();
    const { events, deadlines } = await kept(settings);
    expect(events).toBe(before.kept.events);
    expect(deadlines).toEqual(before.kept.deadlines);
  };
  /** Told of the person with this number, or of nobody. */
  const tells = async ({ url }: Running, by: string, event: object) => {
    const token = await mint.service(by);
    const headers = { 'content-type': 'application/cloudevents+json' };
    const { status, body } = await askedOf(url, (http) =>
      http.ask('POST', '/v1/facts', { token, headers, body: event }),
    );
    expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining('"recorded"')]);
  };
  const operates = async ({ url }: Running, who: string, path: string, body?: object) => {
    const token = await mint.staff('operator', who);
    const answer = await askedOf(url, (http) =>
      http.ask('POST', `/v1/operations/erasures${path}`, { token, ...(body !== undefined && { body }) }),
    );
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const former = (name: string) => {
    const found = cases.get(name);
    if (found === undefined) throw new Error(`there is a case ${name}`);
    return found;
  };
  /** What takes effect later, of every kind that the former release left none of. */
  const leaveForLater = async (service: Running) => {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const { identity } = former('draft').person;
    await tells(service, 'accounts', widestFact('account-suspended', inHours(10), { subject: identity }));
    const directive = widestFact('directive-imposed', inHours(0));
    const data = { ...(directive['data'] as object), covers: { nationalities: ['IND'] } };
    await tells(service, 'directives-desk', {
      ...directive,
      data: { ...data, directiveId: 'D-1', from: inHours(10), until: inHours(20) },
    });
    // Two of whom nothing is known but a fact: one is to be erased, the other is.
    const ordered = async ({ identity: who }: TestPerson) => {
      await tells(service, 'accounts', widestFact('account-activated', inHours(-1), { subject: who }));
      const body = { identity: who, reason: 'ordered' };
      return textIn(await operates(service, 'omar', '', body), 'subject');
    };
    await ordered(person(71_001));
    await operates(service, 'huda', `/${await ordered(person(71_002))}/confirm`);
    // The person's keys are destroyed, and what was made with them waits for the time that HAWIYA_ERASURE_SETTLE_MS says.
    await quiet(service);
  };
  /** Messages on each topic that has any. */
  const messages = () =>
    asAdmin(kafka.brokers, async (admin) => {
      const counts: Record<string, number> = {};
      for (const topic of await admin.listTopics()) {
        if (topic.startsWith('__')) continue;
        const offsets = await admin.fetchTopicOffsets(topic);
        const count = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
        if (count > 0) counts[topic] = count;
      }
      return counts;
    });

  beforeEach(async () => {
    setClock(FORMER_RELEASE_STOPPED);
    mint = await startTokenMint();
    mongo = await mongoUnderTest();
    await mongo.connect(); // so that it is dropped
    kafka = await startKafka();
    cases = await formerCases();
  });
  afterEach(async () => {
    await stop();
    await mint.close();
    await mongo.stop();
    await kafka.dispose();
    jest.useRealTimers();
  });

  it('goes to services and back by the commands of the page, every case where it was, and nothing appended', async () => {
    const [data, local] = [await folder(), await folder()];
    await copyFormerFolder(data);
    const home = { HAWIYA_DATA: data, HAWIYA_ERASURES_FILE: join(local, 'erasures.jsonl') };
    const first = await startOne(home);
    await quiet(first);
    await leaveForLater(first);
    expect(await metric(first, APPENDS)).toBeGreaterThan(0);
    const answers = await told(first);
    await stop();
    const before = { told: answers, kept: await kept(home) };
    expect(new Set(before.kept.deadlines.map(({ kind }) => kind))).toEqual(
      new Set([
        'lapse',
        'waiting-check',
        'fact-check',
        'directives-check',
        'erasure-lapse',
        'erasure-completion',
        // Kinds the former release did not know: set by one reading of its log.
        'money-check',
        'credential-expiry',
        'recheck',
        'directive-credentials',
        'fact-request',
      ]),
    );

    const services = {
      HAWIYA_DATA: join(local, 'nothing'),
      HAWIYA_ERASURES_FILE: home.HAWIYA_ERASURES_FILE,
      HAWIYA_EVENTSTORE_URL: server.double().connectionString,
      HAWIYA_KAFKA_BROKERS: kafka.brokers.join(','),
      HAWIYA_MONGO_URL: mongo.uri,
      HAWIYA_MONGO_DATABASE: mongo.database,
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    };
    await asWritten('to-services', { ...services, FOLDER: data });
    const secret = (await readFile(join(data, 'keys/subject.secret'), 'utf8')).trim();
    const away = { ...services, HAWIYA_SUBJECT_SECRET: secret };
    await goesOn(await startProcesses(away), away, before);
    // Nobody was told anything but what had happened, which is every event but the log's own.
    const { [EVENTS_TOPIC]: published, ...asked } = await messages();
    expect(published).toBe(before.kept.events - 1);
    // But services are asked for what cases still miss: nobody else could read the topics of the one process.
    expect(Object.keys(asked)).not.toEqual([]);
    expect(Object.keys(asked).filter((topic) => !topic.startsWith('hawiya.requests.'))).toEqual([]);
    await expect(startOne(home)).rejects.toThrow(/was copied to EventStoreDB at|were copied to MongoDB at/);

    // Somebody told something meanwhile: it would be left behind. And another installation used this Kafka.
    const other = randomUUID();
    const topics = openForTest(kafka.brokers);
    await topics.publish(factsTopicOf('traffic'), [{ key: 'k', headers: {}, value: Buffer.from('{}') }]);
    await topics.publish(EVENTS_TOPIC, [
      { key: 'k', headers: { ce_logid: other }, value: Buffer.from('{}') },
    ]);
    await topics.close();
    await expect(asWritten('to-one-process', { ...away, FOLDER: data })).rejects.toThrow(
      '1 message(s) with facts are not taken in yet',
    );
    const meeting = launchStage('projector', away);
    const [, pair] = (await meeting.sees(/HAWIYA_ACCEPT_PARTS=(\S+)/)) ?? [];
    expect((await meeting.ended).code).toBe(2);
    expect(pair).toMatch(new RegExp(`^[0-9a-f-]{36}:${other}$`));
    await quiet(await startProcesses({ ...away, HAWIYA_ACCEPT_PARTS: String(pair) }));
    await stop();

    await asWritten('to-one-process', { ...away, FOLDER: data });
    await goesOn(await startOne(home), home, before);

    // And it lives: a deadline that was set before all this is fired.
    const again = await startOne(home);
    jest.setSystemTime(new Date(FORMER_RELEASE_STOPPED.getTime() + 400 * 86_400_000));
    const draft = former('draft');
    const token = await mint.applicant(draft.person.identity);
    await askedOf(again.url, (http) =>
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
