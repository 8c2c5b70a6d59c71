import { setTimeout as pause } from 'node:timers/promises';
import { type HttpClient, textIn } from '../support/http.js';
import { person } from '../support/people.js';
import type { TokenMint } from '../support/token-mint.js';
import { percentile } from './percentile.js';
import type { Result } from './result.js';
import { withService } from './service.js';

/** Commands a second. */
const RATES = [100, 300, 1_000];

const WARM_UP_RATE = 100;
const WARM_UP_SECONDS = 15;

/** How many commands a second are followed to their visibility. */
const SAMPLES_PER_SECOND = 25;

interface Draft {
  readonly id: string;
  readonly token: string;
  documentId: string | undefined;
  busy: boolean;
}

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
  const drafts = await openDrafts(http, mint, quick ? 20 : 300);
  const results: Result[] = [];
  // Code that has run for seconds only is not what a service runs on.
  await atRate(http, drafts, quick ? 20 : WARM_UP_RATE, quick ? 1 : WARM_UP_SECONDS);
  for (const rate of quick ? [20] : rates) {
    const { achieved, lags } = await atRate(http, drafts, rate, quick ? 2 : 10);
    results.push({ name: `${name}.${rate}.achieved`, value: achieved, unit: 'commands/s' });
    for (const p of [50, 95, 99]) {
      const figure = { name: `${name}.${rate}.p${p}`, value: percentile(lags, p), unit: 'ms' };
      results.push(rate === 300 && p === 95 ? { ...figure, target } : figure);
    }
  }
  return results;
}

async function openDrafts(http: HttpClient, mint: TokenMint, count: number): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (let n = 0; n < count; n += 1) {
    const { iqamaNumber, identity } = person(n);
    const token = await mint.applicant(identity);
    const body = { applicant: { kind: 'renewal', iqamaNumber }, category: 'employee', channel: 'app' };
    const started = await http.ask('POST', '/v1/applications', { token, body });
    drafts.push({ id: textIn(started.body, 'applicationId'), token, documentId: undefined, busy: false });
  }
  return drafts;
}

async function atRate(
  http: HttpClient,
  drafts: readonly Draft[],
  rate: number,
  seconds: number,
): Promise<{ readonly achieved: number; readonly lags: readonly number[] }> {
  const lags: number[] = [];
  const underWay: Promise<void>[] = [];
  const began = performance.now();
  const total = rate * seconds;
  const everyNth = Math.max(1, Math.round(rate / SAMPLES_PER_SECOND));
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * rate));
    for (; sent < due; sent += 1) {
      const draft = drafts.find(({ busy }) => !busy);
      // All drafts busy: the service is behind, and what it achieves is told below.
      if (draft === undefined) break;
      underWay.push(command(http, draft, sent % everyNth === 0 ? lags : undefined));
    }
    await pause(2);
  }
  await Promise.all(underWay);
  return { achieved: total / ((performance.now() - began) / 1_000), lags };
}

/** Attaches a document, or removes the one that was attached. */
async function command(http: HttpClient, draft: Draft, lags: number[] | undefined): Promise<void> {
  draft.busy = true;
  const { id, token, documentId } = draft;
  const path = `/v1/applications/${id}/documents`;
  const body = { kind: 'photo', mediaType: 'image/jpeg', size: 40_000, sha256: 'ab'.repeat(32) };
  const answer =
    documentId === undefined
      ? await http.ask('POST', path, { token, body })
      : await http.ask('DELETE', `${path}/${documentId}`, { token });
  if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  draft.documentId = documentId === undefined ? textIn(answer.body, 'documentId') : undefined;
  if (lags !== undefined) {
    const answered = performance.now();
    const revision = textIn(answer.body, 'revision');
    await http.ask('GET', `/v1/applications/${id}?minRevision=${revision}&waitMs=5000`, { token });
    lags.push(performance.now() - answered);
  }
  draft.busy = false;
}
