import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpClient } from '../support/http.js';
import { journey } from '../support/journey.js';
import { person } from '../support/people.js';
import { privateBytes } from './process.js';
import type { Result } from './result.js';
import { withService } from './service.js';

const IN_FLIGHT = 32;

/**
 * Many events through one process: how fast it starts, how much memory it holds as they grow in number, and what an
 * event takes on disk with everything derived from it. Memory is the process's own: mapped file pages, which the
 * system may take back at any time, are not counted.
 */
export function benchEndurance({ quick = false }: { readonly quick?: boolean } = {}): Promise<
  readonly Result[]
> {
  const events = quick ? 1_500 : 200_000;
  return withService(async ({ http, mint, pid, data, startedAfterMs }) => {
    const [sadad, passports] = [await mint.service('sadad'), await mint.service('passports')];
    let travellers = 0;
    let published = 0;
    let early: number | undefined;
    let peak = 0;
    while (published < events) {
      await Promise.all(
        Array.from({ length: IN_FLIGHT }, async () => {
          const someone = person((travellers += 1));
          const token = await mint.applicant(someone.identity);
          await journey(http, { person: someone, token, sadad, passports });
        }),
      );
      published = await publishedEvents(http);
      const bytes = await privateBytes(pid);
      peak = Math.max(peak, bytes);
      if (published >= events / 4) early ??= peak;
    }
    const MIB = 1_048_576;
    return [
      { name: 'start.first-answer', value: startedAfterMs, unit: 'ms', target: 2_000 },
      { name: 'memory.events', value: published, unit: 'events' },
      { name: 'memory.after-a-quarter', value: (early ?? peak) / MIB, unit: 'MiB' },
      { name: 'memory.peak', value: peak / MIB, unit: 'MiB' },
      {
        name: 'memory.growth',
        value: (peak / (early ?? peak) - 1) * 100,
        unit: '%',
        ...(quick ? {} : { target: 10 }),
      },
      {
        name: 'disk.event-store',
        value: (await sizeOf(join(data, 'event-store'))) / published,
        unit: 'bytes/event',
      },
      { name: 'disk.everything', value: (await sizeOf(data)) / published, unit: 'bytes/event' },
    ];
  });
}

async function publishedEvents(http: HttpClient): Promise<number> {
  const { body } = await http.ask('GET', '/metrics');
  const found = /^hawiya_distributor_published_total (\d+)$/m.exec(String(body))?.[1];
  if (found === undefined) throw new Error('no hawiya_distributor_published_total on /metrics');
  return Number(found);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).blocks * 512);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
