import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type HttpClient, textIn } from '../support/http.js';
import { person } from '../support/people.js';
import type { TokenMint } from '../support/token-mint.js';
import { percentile } from './percentile.js';
import type { Result } from './result.js';
import { withService } from './service.js';

/** Commands a second. */
const RATES = [100, 300, 1_000];

const WARM_UP_RATE = 100;
const WARM_UP_SECONDS = 15;

/** Of one draft; then the next person's takes its place: a case that is issued has some 24 events in all. */
const MOST_COMMANDS = 20;

/** How many commands a second are followed to their visibility. */
const SAMPLES_PER_SECOND = 25;

interface Draft {
  readonly id: string;
  readonly token: string;
  documentId: string | undefined;
  commands: number;
}

/** Where one command at a time is under way, on one draft after the other. */
interface Place {
  draft: Draft;
  busy: boolean;
}

/** Starts the next person's application. */
type Start = () => Promise<{ readonly draft: Draft; readonly answer: Answer }>;

export interface LagOptions {
  /** What the figures' names begin with. */
  readonly name: string;
  /** Commands a second. */
  readonly rates: readonly number[];
  /** Of the p95 at 300 commands a second, milliseconds. */
  readonly target: number;
  readonly quick: boolean;
}

/** In one process on the embedded drivers. */
export function benchLag({ quick = false }: { readonly quick?: boolean } = {}): Promise<readonly Result[]> {
  return withService(({ http, mint }) =>
    measureLag(http, mint, { name: 'lag', rates: RATES, target: 100, quick }),
  );
}

/**
 * From a command's answer until a reader sees it, at steady rates. A sample asks for the status with the command's
 * revision as soon as the command is answered; what it measures includes that request.
 */
export async function measureLag(
  http: HttpClient,
  mint: TokenMint,
  { name, rates, target, quick }: LagOptions,
): Promise<readonly Result[]> {
  const start = starting(http, mint);
  const places: Place[] = [];
  for (let n = 0; n < (quick ? 20 : 300); n += 1) {
    const { draft } = await start();
    draft.commands = n % MOST_COMMANDS; // not all of them end at once
    places.push({ draft, busy: false });
  }
  const atRate = (rate: number, seconds: number) => load(http, places, start, { rate, seconds });
  const results: Result[] = [];
  // Code that has run for seconds only is not what a service runs on.
  await atRate(quick ? 20 : WARM_UP_RATE, quick ? 1 : WARM_UP_SECONDS);
  for (const rate of quick ? [20] : rates) {
    const { achieved, lags } = await atRate(rate, quick ? 2 : 10);
    results.push({ name: `${name}.${rate}.achieved`, value: achieved, unit: 'commands/s' });
    for (const p of [50, 95, 99]) {
      const figure = { name: `${name}.${rate}.p${p}`, value: percentile(lags, p), unit: 'ms' };
      results.push(rate === 300 && p === 95 ? { ...figure, target } : figure);
    }
  }
  return results;
}

function starting(http: HttpClient, mint: TokenMint): Start {
  let persons = 0;
  return async () => {
    const { iqamaNumber, identity } = person(persons++);
    const token = await mint.applicant(identity);
    const body = { applicant: { kind: 'renewal', iqamaNumber }, category: 'employee', channel: 'app' };
    const answer = accepted(await http.ask('POST', '/v1/applications', { token, body }));
    const id = textIn(answer.body, 'applicationId');
    return { draft: { id, token, documentId: undefined, commands: 0 }, answer };
  };
}

async function load(
  http: HttpClient,
  places: readonly Place[],
  start: Start,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<{ readonly achieved: number; readonly lags: readonly number[] }> {
  const lags: number[] = [];
  const underWay: Promise<void>[] = [];
  const began = performance.now();
  const total = rate * seconds;
  const everyNth = Math.max(1, Math.round(rate / SAMPLES_PER_SECOND));
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * rate));
    for (; sent < due; sent += 1) {
      const place = places.find(({ busy }) => !busy);
      // All are busy: the service is behind, and what it achieves is told below.
      if (place === undefined) break;
      underWay.push(command(http, place, start, sent % everyNth === 0 ? lags : undefined));
    }
    await pause(2);
  }
  await Promise.all(underWay);
  return { achieved: total / ((performance.now() - began) / 1_000), lags };
}

async function command(
  http: HttpClient,
  place: Place,
  start: Start,
  lags: number[] | undefined,
): Promise<void> {
  place.busy = true;
  const { draft, answer } =
    place.draft.commands < MOST_COMMANDS
      ? { draft: place.draft, answer: await change(http, place.draft) }
      : await start();
  place.draft = draft;
  if (lags !== undefined) {
    const { id, token } = draft;
    const answered = performance.now();
    const revision = textIn(answer.body, 'revision');
    await http.ask('GET', `/v1/applications/${id}?minRevision=${revision}&waitMs=5000`, { token });
    lags.push(performance.now() - answered);
  }
  place.busy = false;
}

/** Attaches a document, or removes the one that was attached. */
async function change(http: HttpClient, draft: Draft): Promise<Answer> {
  const { id, token, documentId } = draft;
  const path = `/v1/applications/${id}/documents`;
  const body = { kind: 'photo', mediaType: 'image/jpeg', size: 40_000, sha256: 'ab'.repeat(32) };
  const answer = accepted(
    documentId === undefined
      ? await http.ask('POST', path, { token, body })
      : await http.ask('DELETE', `${path}/${documentId}`, { token }),
  );
  draft.documentId = documentId === undefined ? textIn(answer.body, 'documentId') : undefined;
  draft.commands += 1;
  return answer;
}

function accepted(answer: Answer): Answer {
  if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}
