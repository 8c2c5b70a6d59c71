import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Standalone, startStandalone } from '#apps/standalone/start.js';
import { readPeople } from '#apps/sandbox/identity-provider/people.js';
import type { Configuration } from '#configuration/configuration.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { projectFile } from '#runtime/project-file.js';
import { ExpectedFailure, notStarted } from '../failure.js';
import { complaints, playAll, readCaseFiles } from './play-all.js';
import type { Played } from './player.js';
import { table } from './table.js';
import { invitation } from './invitation.js';

const SAMPLES = projectFile('samples');

/**
 * The whole service in one process on a fresh folder, and a day at the counter played through it.
 * @throws ExpectedFailure when an outcome differs (1), and when the service could not be started (2)
 */
export async function demo({ exit = false }: { readonly exit?: boolean }): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'hawiya-demo-'));
  // However the demo ends, an error or a signal before the table included.
  process.once('exit', () => rmSync(data, { recursive: true, force: true }));
  const service = await start(data, exit);
  let shown = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void service.close().then(() => process.exit(shown ? 0 : 1)));
  try {
    const played = await playSamples(service);
    const wrong = complaints(played);
    for (const line of wrong) console.error(line);
    if (wrong.length > 0) throw new ExpectedFailure(`${wrong.length} difference(s)`, 1);
    shown = true;
    if (exit) return;
    console.log(invitation(service, played));
    await service.closed;
  } finally {
    await service.close();
  }
}

type Demo = Standalone & { readonly issuer: string };

/** @throws ExpectedFailure when a setting is wrong or a port is taken */
async function start(data: string, anyPort: boolean): Promise<Demo> {
  const began = performance.now();
  try {
    const configuration = readConfiguration({
      HAWIYA_LOG_LEVEL: 'warn',
      ...(anyPort && { HAWIYA_PORT: '0', HAWIYA_SANDBOX_PORT: '0' }),
      ...process.env,
      HAWIYA_DATA: data,
      // The folder goes when the demo ends, and its keys with it.
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    });
    refuseServices(configuration);
    if (configuration.issuer !== undefined)
      throw new ExpectedFailure('the demo signs its people in at the sandbox: unset HAWIYA_ISSUER');
    const service = await startStandalone(configuration, {
      people: await readPeople(join(SAMPLES, 'people.json')),
    });
    const { url, issuer } = service;
    if (issuer === undefined) throw new Error('the service started without its sandbox');
    console.error(
      `hawiya serves ${url} after ${Math.round(performance.now() - began)} ms, store: the embedded event store in ${data}`,
    );
    return { ...service, issuer };
  } catch (error) {
    throw notStarted(error);
  }
}

/** Invented cases belong on a folder that goes with the demo, never into a store that somebody works with. */
function refuseServices({ eventStoreUrl, kafkaBrokers, mongoUrl }: Configuration): void {
  const named = Object.entries({
    HAWIYA_EVENTSTORE_URL: eventStoreUrl,
    HAWIYA_KAFKA_BROKERS: kafkaBrokers,
    HAWIYA_MONGO_URL: mongoUrl,
  }).filter(([, address]) => address !== undefined);
  if (named.length > 0)
    throw new ExpectedFailure(
      `the demo plays invented cases on an embedded store of its own: unset ${named.map(([name]) => name).join(', ')} (hawiya run plays case files against a running service)`,
    );
}

/** Plays every case file and prints the table. */
async function playSamples({ url, issuer }: Demo): Promise<readonly Played[]> {
  const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.yaml')).sort();
  const files = await readCaseFiles(names.map((name) => join(SAMPLES, name)));
  const began = performance.now();
  const played = await playAll(files, { url, issuer, patienceMs: 20_000 }, ({ file }, done) =>
    console.error(`[${String(done).padStart(2)}/${files.length}] ${file.title}`),
  );
  console.log(`\n${table(played)}`);
  console.log(`\n${played.length} cases in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return played;
}
