import type { Instant, Subject } from '#decider/brand.js';
import { instantOf } from '#decider/instant.js';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApplicationId, TrackingNumber } from '#domain/kernel/brand.js';
import { EventLog } from '#event-sourcing/event-log.js';
import { applicationEvents } from '#domain/testing/case-events.js';
import { inside } from '../faults/house.js';
import { FLOODED } from '../support/flooding.js';
import { HttpClient, textIn } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person } from '../support/people.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';
import { appendGiven, inFlight } from './case-log.js';
import { deadlinesCompared } from './deadlines-compared.js';
import { lagOf, sumOf, within } from './behind.js';
import { percentile } from './percentile.js';
import { privateBytes, processorMs, startService } from './process.js';
import type { Result } from './result.js';

const IN_FLIGHT = 256;
/** Setting the deadlines has to be over by then. */
const DUE_AFTER_MS = 1_500_000;
/** So long the newcomers are alone. */
const ALONE_MS = 20_000;
const WITHIN_MS = 1_800_000;
const ASK_EVERY_MS = 2_000;
const RATE = 'deadlines.rate';
/** A hundred thousand within ten minutes. */
const LEAST_RATE = 167;
/** Newcomers side by side. */
const NEWCOMERS = 2;
const NEWCOMER_EVERY_MS = 250;

/**
 * Drafts of many people that end in the same moment, in one process on the embedded drivers: how long it takes to end
 * them all, their slots released and readers told, and how long newcomers wait meanwhile from the answer to their
 * submission until they see that it was screened. Beside it what the same database does without the service.
 */
export async function benchDeadlines({ quick = false }: { readonly quick?: boolean } = {}): Promise<
  readonly Result[]
> {
  const count = quick ? 300 : 100_000;
  const aloneMs = quick ? 3_000 : ALONE_MS;
  const mint = await startTokenMint();
  const data = await mkdtemp(join(tmpdir(), 'hawiya-bench-'));
  const settings = { ...FLOODED, HAWIYA_DATA: data, HAWIYA_PORT: '0', HAWIYA_ISSUER: mint.issuer };
  try {
    const due = Date.now() + DUE_AFTER_MS;
    await inside(settings, ({ parts: { store, codec } }) =>
      writeDrafts(new EventLog(store, codec), count, instantOf(due)),
    );
    await running(settings, ({ http }) => until(async () => (await behind(http)) === 0));
    const skewMs = due - Date.now() - aloneMs;
    if (skewMs < 0) throw new Error(`the deadlines of ${count} drafts were not set in ${DUE_AFTER_MS} ms`);
    const later = { ...settings, HAWIYA_TEST_CLOCK_SKEW_MS: String(skewMs) };
    const measured = await running(later, (service) => measure({ ...service, mint }, count, due - skewMs));
    const rate = measured.find(({ name }) => name === RATE)?.value ?? Number.NaN;
    const compared = await inside(settings, ({ parts: { connection } }) =>
      deadlinesCompared(connection, rate),
    );
    return [...measured, ...compared];
  } finally {
    await mint.close();
    await rm(data, { recursive: true, force: true });
  }
}

interface Service {
  readonly http: HttpClient;
  readonly pid: number;
}

async function running<T>(
  settings: Readonly<Record<string, string>>,
  work: (service: Service) => Promise<T>,
): Promise<T> {
  const service = await startService('apps/standalone/main.js', settings);
  const http = new HttpClient(service.url, 64);
  try {
    return await work({ http, pid: service.pid });
  } finally {
    http.close();
    await service.stop();
  }
}

async function measure(
  { http, pid, mint }: Service & { readonly mint: TokenMint },
  count: number,
  due: number,
): Promise<readonly Result[]> {
  const newcomers = new Newcomers(http, mint);
  await newcomers.until(async () => Promise.resolve(Date.now() >= due - 1_000));
  const alone = newcomers.take();
  const before = await privateBytes(pid);
  let peak = before;
  const done: { readonly seconds: number; readonly fired: number }[] = [];
  const since = () => (Date.now() - due) / 1_000;
  await pause(Math.max(0, due - Date.now()));
  const worked = await processorMs(pid);
  await newcomers.until(async () => {
    // No series: none yet.
    const counted = sumOf(await metricsOf(http), 'hawiya_process_manager_deadline_lateness_seconds_count');
    const fired = Number.isFinite(counted) ? counted : 0;
    done.push({ seconds: since(), fired });
    peak = Math.max(peak, await privateBytes(pid));
    if (since() * 1_000 > WITHIN_MS) throw new Error(`${fired} of ${count} deadlines after ${WITHIN_MS} ms`);
    return fired >= count;
  });
  const took = since();
  const beside = newcomers.take();
  await until(async () => (await behind(http)) === 0);
  const settled = since();
  const processor = (await processorMs(pid)) - worked;
  const doneBy = (share: number) => done.find(({ fired }) => fired >= count * share)?.seconds ?? Number.NaN;
  const MIB = 1_048_576;
  return [
    { name: 'deadlines.due', value: count, unit: 'deadlines' },
    { name: RATE, value: count / took, unit: 'deadlines/s', target: LEAST_RATE },
    { name: 'deadlines.late.p50', value: doneBy(0.5), unit: 's' },
    { name: 'deadlines.late.p99', value: doneBy(0.99), unit: 's' },
    { name: 'deadlines.settled', value: settled, unit: 's' },
    { name: 'deadlines.processor', value: processor / count, unit: 'ms' },
    ...[50, 99].map((p) => ({
      name: `deadlines.newcomer.alone.p${p}`,
      value: percentile(alone, p),
      unit: 'ms',
    })),
    ...[50, 95, 99].map((p) => ({
      name: `deadlines.newcomer.p${p}`,
      value: percentile(beside, p),
      unit: 'ms',
    })),
    { name: 'deadlines.newcomer.cases', value: beside.length, unit: 'cases' },
    { name: 'deadlines.memory.before', value: before / MIB, unit: 'MiB' },
    { name: 'deadlines.memory.peak', value: peak / MIB, unit: 'MiB' },
  ];
}

/** People who apply one after the other, a few side by side. */
class Newcomers {
  private persons = 0;
  private waited: number[] = [];

  constructor(
    private readonly http: HttpClient,
    private readonly mint: TokenMint,
  ) {}

  /** They come until it is over, which is asked again and again. */
  async until(over: () => Promise<boolean>): Promise<void> {
    const tokens = {
      sadad: await this.mint.service('sadad'),
      passports: await this.mint.service('passports'),
    };
    const state = { over: false };
    const coming = Array.from({ length: NEWCOMERS }, async () => {
      while (!state.over) {
        await this.come(tokens);
        await pause(NEWCOMER_EVERY_MS);
      }
    });
    try {
      while (!(await over())) await pause(ASK_EVERY_MS);
    } finally {
      state.over = true;
    }
    await Promise.all(coming);
  }

  /** What they waited since it was last taken, milliseconds each. */
  take(): readonly number[] {
    const { waited } = this;
    this.waited = [];
    return waited;
  }

  private async come(tokens: { readonly sadad: string; readonly passports: string }): Promise<void> {
    const someone = person((this.persons += 1));
    const token = await this.mint.applicant(someone.identity);
    let revision = 0n;
    let submitted = 0;
    const id = await journey(this.http, { person: someone, token, ...tokens }, (step, _, answer) => {
      if (step !== 'submit' || answer.status >= 400) return;
      [revision, submitted] = [BigInt(textIn(answer.body, 'revision')), performance.now()];
    });
    for (;;) {
      const path = `/v1/applications/${id}?minRevision=${revision + 1n}&waitMs=5000`;
      const { body } = await this.http.ask('GET', path, { token });
      if (BigInt(textIn(body, 'revision')) > revision) break;
    }
    this.waited.push(performance.now() - submitted);
  }
}

/** Drafts with their slots, each of somebody else. */
async function writeDrafts(log: EventLog, count: number, lapsesAt: Instant): Promise<void> {
  const drafts = Array.from({ length: count }, (_, n) => n);
  await inFlight(drafts, () => writeDraft(log, lapsesAt), IN_FLIGHT);
}

async function writeDraft(log: EventLog, lapsesAt: Instant): Promise<void> {
  const id = randomUUID() as ApplicationId; // has the form of one, as has the subject
  const subject = createHash('sha256').update(id).digest('hex').slice(0, 32) as Subject;
  const { ApplicationStarted } = applicationEvents;
  const trackingNumber = id as string as TrackingNumber; // all that matters here is that each has another
  const started = {
    ...ApplicationStarted,
    data: { ...ApplicationStarted.data, applicationId: id, trackingNumber, subject, lapsesAt },
  };
  // As if it had been taken then: its check is due long after, and cleared with the slot.
  const taken = { type: 'SlotTaken', data: { applicationId: id, takenAt: `9${lapsesAt.slice(1)}` } } as const;
  const at = instantOf(Date.now());
  await appendGiven(log, { category: 'slot', id: subject, subject, partitionKey: subject }, [taken], { at });
  await appendGiven(log, { category: 'application', id, subject, partitionKey: id }, [started], { at });
}

/** Events not published yet, or not handled by every reader and the process manager. */
async function behind(http: HttpClient): Promise<number> {
  return lagOf(await metricsOf(http), ['distributor', 'projector', 'process_manager']);
}

async function metricsOf(http: HttpClient): Promise<string> {
  return String((await http.ask('GET', '/metrics')).body);
}

function until(done: () => Promise<boolean>): Promise<void> {
  return within(WITHIN_MS, ASK_EVERY_MS, done);
}
