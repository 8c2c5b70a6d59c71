import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLOODED } from '../support/flooding.js';
import { HttpClient } from '../support/http.js';
import { journey, tellCategory } from '../support/journey.js';
import { person } from '../support/people.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';
import { inFlight } from './case-log.js';
import { percentile } from './percentile.js';
import { startService } from './process.js';
import type { Result } from './result.js';

const IN_FLIGHT = 64;

interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly times: readonly number[];
}

/**
 * The applicant's way from start to submission, 64 at a time: this service against a plain CRUD service on the same
 * Nest, Fastify, mongoose and embedded server, with the same edge, one update per request and no events.
 */
export async function benchHttp({ quick = false }: { readonly quick?: boolean } = {}): Promise<
  readonly Result[]
> {
  const mint = await startTokenMint();
  const journeys = quick ? 150 : 1_500;
  try {
    const crud = await measure('test/bench/crud/main.js', mint, journeys, { asksRegisters: false });
    const ours = await measure('apps/standalone/main.js', mint, journeys, { asksRegisters: true });
    return [
      ...figures('http.crud', crud),
      ...figures('http', ours),
      {
        name: 'http.throughput.ratio',
        value: rate(ours) / rate(crud),
        unit: 'x',
        target: 1,
        ratioTo: 'http.crud.throughput',
      },
      {
        name: 'http.p95.ratio',
        value: percentile(crud.times, 95) / percentile(ours.times, 95),
        unit: 'x',
        target: 1,
        ratioTo: 'http.crud.p95',
      },
    ];
  } finally {
    await mint.close();
  }
}

async function measure(
  script: string,
  mint: TokenMint,
  journeys: number,
  of: { readonly asksRegisters: boolean },
): Promise<Load> {
  const data = await mkdtemp(join(tmpdir(), 'hawiya-bench-'));
  const service = await startService(script, {
    ...FLOODED,
    HAWIYA_DATA: data,
    HAWIYA_PORT: '0',
    HAWIYA_ISSUER: mint.issuer,
  });
  try {
    await run(service.url, mint, Math.ceil(journeys / 5), 1_000_000, of);
    return await run(service.url, mint, journeys, 0, of);
  } finally {
    await service.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/**
 * People numbered from `first` on go their way, 64 at a time. The tokens are made beforehand, and what the registers know
 * is told beforehand to a service that asks them: a fact is no request of an applicant's.
 */
async function run(
  url: string,
  mint: TokenMint,
  journeys: number,
  first: number,
  { asksRegisters }: { readonly asksRegisters: boolean },
): Promise<Load> {
  const http = new HttpClient(url, IN_FLIGHT);
  const [sadad, passports] = [await mint.service('sadad'), await mint.service('passports')];
  const people = Array.from({ length: journeys }, (_, n) => person(first + n));
  const tokens = await Promise.all(people.map(({ identity }) => mint.applicant(identity)));
  if (asksRegisters) await inFlight(people, (one) => tellCategory(http, one, passports), IN_FLIGHT);
  const times: number[] = [];
  const began = performance.now();
  const waiting = people.entries();
  const traveller = async () => {
    for (const [n, someone] of waiting) {
      await journey(http, { person: someone, token: tokens[n] ?? '', sadad }, (_, ms) => times.push(ms));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, traveller));
  const seconds = (performance.now() - began) / 1_000;
  http.close();
  return { requests: times.length, seconds, times };
}

const rate = ({ requests, seconds }: Load) => requests / seconds;

function figures(name: string, load: Load): readonly Result[] {
  return [
    { name: `${name}.throughput`, value: rate(load), unit: 'requests/s' },
    ...[50, 95, 99].map((p) => ({ name: `${name}.p${p}`, value: percentile(load.times, p), unit: 'ms' })),
  ];
}
