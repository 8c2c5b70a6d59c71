import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLOODED } from '../support/flooding.js';
import { HttpClient } from '../support/http.js';
import { startTokenMint, type TokenMint } from '../support/token-mint.js';
import { type MeasuredService, startService } from './process.js';

/** The standalone service in a process of its own, on a fresh folder, with somebody to sign its tokens. */
export interface BenchedService extends MeasuredService {
  readonly http: HttpClient;
  readonly mint: TokenMint;
  readonly data: string;
}

/** Starts it, measures, and takes everything away again. */
export async function withService<T>(measure: (service: BenchedService) => Promise<T>): Promise<T> {
  const mint = await startTokenMint();
  const data = await mkdtemp(join(tmpdir(), 'hawiya-bench-'));
  const service = await startService('apps/standalone/main.js', {
    ...FLOODED,
    HAWIYA_DATA: data,
    HAWIYA_PORT: '0',
    HAWIYA_ISSUER: mint.issuer,
  });
  const http = new HttpClient(service.url, 64);
  try {
    return await measure({ ...service, http, mint, data });
  } finally {
    http.close();
    await service.stop();
    await mint.close();
    await rm(data, { recursive: true, force: true });
  }
}
