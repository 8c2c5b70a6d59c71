import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CaseFile, CaseFileStep } from '#apps/cli/play/case-file.js';
import { Client } from '#apps/cli/play/client.js';
import { invented } from '#apps/cli/play/invent.js';
import { parkedCommand } from '#apps/cli/commands/parked.js';
import { complaints, playAll, readCaseFiles } from '#apps/cli/play/play-all.js';
import { DEADLINES } from '#apps/process-manager/deadlines/deadline-document.js';
import { openParts, type Parts } from '#apps/composition/parts.js';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import type { Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import type { DecodeErrorCode } from '#event-sourcing/decode-error.js';
import type { KnownEvent } from '#event-catalogue/event-types.js';
import { DECODE_ERROR_CODES, makeUnreadable, typeOf } from '#event-sourcing/testing/unreadable.js';
import { isLogStream, type Category } from '#event-catalogue/log-streams.js';
import type { StreamIdentity } from '#event-sourcing/stream-identity.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { silentLogger } from '#runtime/logging/logger.js';
import { projectFile } from '#runtime/project-file.js';
import { streams } from '#use-cases/streams.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolders } from '../support/temporary-folder.js';

jest.setTimeout(240_000);

/** Somebody one of whose streams cannot be read. */
interface Victim {
  readonly n: number;
  readonly category: Category;
  readonly code: DecodeErrorCode;
  readonly applicationId: ApplicationId;
  readonly subject: Subject;
  readonly billNumber: string;
  readonly credentialId: CredentialId | undefined;
}

interface Damage {
  /** The stream that cannot be read; of those that all cases share, another one of the category. */
  readonly stream: (of: Victim) => StreamIdentity;
  /** Who folds the category's events. */
  readonly models?: readonly string[];
  /** What reads the stream, and waits for an operator, whatever is the matter with it. */
  readonly parked?: (of: Victim) => readonly string[];
  /** An event that can be read by itself, in a stream that cannot: what is parked besides. */
  readonly chainBroken?: (of: Victim) => readonly string[];
}

const manager = (key: string) => `process-manager ${key}`;

const CATEGORIES: Readonly<Record<Category, Damage>> = {
  application: {
    stream: ({ applicationId }) => streams.application(applicationId),
    models: ['application-status', 'applications-report', 'review-queue'],
    // Later facts wait behind the one about the person; the directive's look at the case is a deadline.
    parked: ({ applicationId, subject }) => [
      manager(subject),
      `deadlines screening:${applicationId}`,
      `deadlines slot-check:${subject}`,
    ],
  },
  fees: {
    stream: ({ applicationId }) => streams.fees(applicationId),
    models: ['application-status', 'applications-report'],
    parked: ({ applicationId, subject }) => [manager(subject), `deadlines screening:${applicationId}`],
  },
  credential: {
    stream: ({ credentialId = '' as CredentialId, applicationId }) =>
      streams.credential(credentialId, applicationId),
    models: ['application-status', 'applications-report'],
    parked: ({ subject }) => [manager(subject)],
  },
  resident: {
    stream: ({ subject }) => streams.resident(subject),
    parked: ({ applicationId }) => [`deadlines screening:${applicationId}`],
    chainBroken: ({ subject }) => [manager(subject)],
  },
  slot: {
    stream: ({ subject }) => streams.slot(subject),
    // A screening asks it what the person holds.
    parked: ({ applicationId, subject }) => [
      manager(subject),
      `deadlines screening:${applicationId}`,
      `deadlines slot-check:${subject}`,
    ],
  },
  request: {
    stream: ({ applicationId }) => streams.request(applicationId),
    models: ['application-status'],
    // It waits for the examination: what it asked for cannot be ended.
    parked: ({ applicationId }) => [manager(applicationId)],
    // The event says that it was asked for again: what exactly cannot be read.
    chainBroken: ({ applicationId }) => [
      `deadlines request-delivery:${applicationId}:2026-03-01T09:00:00.000Z`,
    ],
  },
  bill: { stream: ({ billNumber }) => streams.bill(billNumber) },
  erasure: {
    stream: ({ subject }) => streams.erasure(subject),
    chainBroken: ({ subject }) => [manager(subject)],
  },
  directives: {
    stream: ({ n }) => ({ ...streams.directives, id: `other-${n}`, partitionKey: `other-${n}` }),
  },
  'status-list': { stream: ({ n }) => streams.statusList(`other-${n}`) },
  'read-model': { stream: ({ n }) => streams.readModel(`other-${n}`) },
};

/** `model key` of all that has to be parked for a stream. */
function expected(of: Victim): readonly string[] {
  const { stream, models = [], parked = () => [], chainBroken = () => [] } = CATEGORIES[of.category];
  const own = stream(of).partitionKey;
  switch (of.code) {
    case 'unknown-type': // a later release's: stepped over, and no command reads the stream
      return parked(of);
    case 'chain-broken':
      return [...parked(of), ...chainBroken(of)];
    default:
      return [
        ...new Set([...models, 'process-manager'].map((model) => `${model} ${own}`).concat(parked(of))),
      ];
  }
}

const KINDS = (Object.keys(CATEGORIES) as Category[]).flatMap((category) =>
  DECODE_ERROR_CODES.map((code) => ({ category, code })),
);

const ABSENCE: CaseFileStep = {
  fact: {
    kind: 'absence-confirmed',
    source: 'labour',
    id: 'absence-confirmed',
    effective: 'today',
    data: { reportId: 'H-20003' },
  },
};

describe('streams that cannot be read', () => {
  const folder = temporaryFolders();
  let data: string;
  let service: Standalone;
  const configuration = () =>
    readConfiguration({ HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0' });
  const start = async () => {
    service = await startStandalone(configuration(), { logger: silentLogger() });
  };
  const play = (files: readonly CaseFile[]) => {
    const { url, issuer = '' } = service;
    return playAll(files, { url, issuer, patienceMs: 60_000 }, () => undefined);
  };
  /** `model key` of each entry of the operators' list. */
  const listed = async (operator: Client) => {
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await operator.ask({ path: `/v1/operations/parked?limit=100${cursor}` });
      const page = body as unknown as Page; // as the OpenAPI document says
      found.push(...page.entries.map(({ model, key }) => `${model} ${key}`));
      if (page.next === null) return found.toSorted();
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
  };

  beforeEach(async () => {
    data = await folder();
    await start();
  });
  afterEach(() => service.close());

  it('of each category, in each way, stop nobody else, and what waits for an operator is exactly theirs', async () => {
    const files = await caseFiles();
    const [issued, waiting] = [named(files, '01'), named(files, '04')];
    const last = waiting.steps.at(-1);
    // Cases that wait for a fact; a credential is there once it is issued.
    const before = KINDS.map(({ category }, n) =>
      category === 'credential'
        ? invented(issued, `victim-${n}`)
        : invented({ ...waiting, steps: waiting.steps.slice(0, -1), expect: AWAITED }, `victim-${n}`),
    );
    const played = await play(before);
    expect(complaints(played)).toEqual([]);
    await service.close();
    const parts = await openParts(configuration(), silentLogger());
    const victims = await victimsIn(
      parts,
      played.map(({ seen }) => seen.trackingNumber),
    );
    for (const victim of victims) {
      const { category, code } = victim;
      await makeUnreadable(parts, CATEGORIES[category].stream(victim), code, typeOf(category));
    }
    // A minute passes.
    await parts.connection
      .collection(DEADLINES.name)
      .updateMany({ kind: 'slot-check' }, { $set: { due: new Date().toISOString() } });
    await parts.close();
    await start();

    const after = KINDS.map(({ category }, n): CaseFile => {
      const [of, step] = category === 'credential' ? [issued, ABSENCE] : [waiting, last];
      // Nobody can say what a person's own stream holds: the fact is not accepted.
      const refused = category === 'resident' ? { refused: 'internal' } : {};
      const steps = [{ ...(step ?? ABSENCE), ...refused }];
      const outcome = category === 'resident' ? 'refused: internal' : 'nothing';
      return invented({ ...of, steps, expect: { outcome } }, `victim-${n}`);
    });
    expect(complaints(await play(after))).toEqual([]);
    expect(complaints(await play(files.map((file) => invented(file, 'others'))))).toEqual([]);
    const theirs = victims.flatMap(expected).toSorted();
    const operator = await Client.person(service.url, service.issuer ?? '', 'operator-omar');
    const patient = { deadlineMs: 30_000, everyMs: 500 }; // an operator may ask so often
    // What is not there is named below.
    await eventually(async () => (await listed(operator)).length >= theirs.length, patient).catch(() => {});
    expect(await listed(operator)).toEqual(theirs);

    // One deadline is seen to over HTTP, the next one by the command line.
    const stopped = theirs.flatMap((entry) => /^deadlines (.+)$/.exec(entry)?.[1] ?? []);
    const [one = '', two = ''] = stopped;
    const at = `/v1/operations/parked/deadlines/${encodeURIComponent(one)}`;
    const ask = async (path: string, body?: object) =>
      (await operator.ask({ method: 'POST', path: `${at}/${path}`, ...(body !== undefined && { body }) }))
        .body;
    expect((await operator.ask({ path: at })).body).toMatchObject({ reason: 'reaction-failed', event: null });
    expect(await ask('replay')).toMatchObject({ outcome: 'parked', cause: { reason: 'reaction-failed' } });
    expect((await operator.ask({ path: at })).body).toMatchObject({ attempts: 1 });
    expect(await ask('discard', { reason: 'cannot-be-read' })).toMatchObject({ outcome: 'released' });
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const here = ['--url', service.url, '--issuer', service.issuer ?? '', '--as', 'operator-omar'];
    const discard = ['discard', 'deadlines', two, '--reason', 'cannot-be-read', '--message', ...here];
    await parkedCommand().parseAsync(discard, { from: 'user' });
    expect(printed.mock.calls.flat()).toEqual([expect.stringContaining(two)]);
    printed.mockRestore();
    expect(await listed(operator)).toEqual(
      theirs.filter((entry) => entry !== `deadlines ${one}` && entry !== `deadlines ${two}`),
    );
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain(
      `hawiya_process_manager_parked_keys{model="deadlines"} ${stopped.length - 2}\n`,
    );
  });
});

interface Page {
  readonly entries: readonly { readonly model: string; readonly key: string }[];
  readonly next: string | null;
}

const AWAITED = { outcome: 'screening', conditions: { 'medical-passed': 'pending' } } as const;

async function caseFiles(): Promise<readonly CaseFile[]> {
  const names = (await readdir(projectFile('samples'))).filter((name) => name.endsWith('.yaml')).sort();
  return readCaseFiles(names.map((name) => projectFile(`samples/${name}`)));
}

function named(files: readonly CaseFile[], prefix: string): CaseFile {
  const found = files.find(({ name }) => name.startsWith(prefix));
  if (found === undefined) throw new Error(`no case file ${prefix}`);
  return found;
}

/** Whose cases these are, in the order of their tracking numbers, which is the order of `KINDS`. */
async function victimsIn(
  { store, codec }: Pick<Parts, 'store' | 'codec'>,
  trackingNumbers: readonly (string | undefined)[],
): Promise<readonly Victim[]> {
  const events: KnownEvent[] = [];
  const credentials = new Map<string, CredentialId>();
  for await (const record of store.readAll()) {
    if (!isLogStream(record.stream) || record.stream.startsWith('log-')) continue;
    const { event, metadata } = await codec.decode(record);
    const known = event as KnownEvent; // of a type it knows, or it had not decoded it
    events.push(known);
    if (known.type === 'CredentialIssued') credentials.set(metadata.partitionKey, known.data.credentialId);
  }
  const started = events.filter((event) => event.type === 'ApplicationStarted');
  const bills = events.filter((event) => event.type === 'BillNumberAssigned');
  return KINDS.map((kind, n) => {
    const found = started.find((event) => event.data.trackingNumber === trackingNumbers[n]);
    if (found === undefined) throw new Error(`case ${n} is not in the log`);
    const { applicationId, subject } = found.data;
    const { billNumber = '' } = bills.find((event) => event.data.applicationId === applicationId)?.data ?? {};
    return { n, ...kind, applicationId, subject, billNumber, credentialId: credentials.get(applicationId) };
  });
}
