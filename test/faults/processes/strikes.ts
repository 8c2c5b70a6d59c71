import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from '#apps/composition/stages.js';
import { tellDouble } from '../../services/event-store-double.js';
import { CRASH_POINTS } from '../plan.js';
import { erasureCutOff } from './erasure.js';
import type { Theatre } from './theatre.js';

/** One thing that goes wrong under load; resolves when whoever caused it has ended it. */
export interface Strike {
  readonly fault: string;
  readonly strike: (theatre: Theatre) => Promise<void>;
}

/** A crash point that is not passed for so long under load never is, milliseconds. */
const CRASH_WITHIN_MS = 45_000;
/** Longer than the session of a consumer (`SESSION_MS`). */
const FROZEN_MS = 9_000;
const UNDER_LOAD_MS = 3_000;

/** Settings of every process: consumers that are gone are noticed soon. */
export const SESSION_MS = 6_000;

const STAGES: readonly Stage[] = ['api', 'distributor', 'projector', 'process-manager'];

export const STRIKES: readonly Strike[] = [
  ...STAGES.map((stage) => ({ fault: `${stage} killed`, strike: killed(stage) })),
  ...STAGES.map((stage) => ({ fault: `${stage} told to end`, strike: toldToEnd(stage) })),
  ...Object.entries(CRASH_POINTS)
    .filter(([name]) => !name.startsWith('rebuild.'))
    .map(([name, most]) => ({ fault: name, strike: crashed(name, most) })),
  { fault: 'event store killed', strike: ({ cluster }) => away(cluster.eventStore, 0) },
  { fault: 'event store away', strike: ({ cluster, awayMs }) => away(cluster.eventStore, awayMs / 4) },
  { fault: 'answers of the event store lost', strike: lostAnswers },
  { fault: 'answers of the event store late', strike: lateAnswers },
  { fault: 'appends refused: not the leader', strike: notLeader },
  { fault: 'subscriptions dropped', strike: droppedSubscriptions },
  { fault: 'Kafka killed', strike: ({ cluster }) => away(cluster.kafka, 0) },
  { fault: 'Kafka away', strike: ({ cluster, awayMs }) => away(cluster.kafka, awayMs) },
  { fault: 'MongoDB killed', strike: ({ cluster }) => away(cluster.mongo, 0) },
  { fault: 'MongoDB away', strike: ({ cluster, awayMs }) => away(cluster.mongo, awayMs / 4) },
  { fault: 'two distributors at once', strike: twoDistributors },
  { fault: 'distributor frozen, another takes over', strike: frozenDistributor },
  { fault: 'projectors swapping partitions', strike: swappingProjectors },
  { fault: 'projector frozen (slow consumer)', strike: frozen('projector') },
  { fault: 'process manager frozen', strike: frozen('process-manager') },
  { fault: 'clocks apart', strike: clocksApart },
  { fault: 'erasure: process manager killed, MongoDB away', strike: erasureCutOff },
];

function killed(stage: Stage) {
  return async ({ company, random }: Theatre): Promise<void> => {
    await pause(random.between(200, UNDER_LOAD_MS));
    await company.kill(stage);
    await company.start(stage, stage);
  };
}

function toldToEnd(stage: Stage) {
  return async ({ company, ledger, random }: Theatre): Promise<void> => {
    await pause(random.between(200, UNDER_LOAD_MS));
    const { code, signal } = await company.stop(stage);
    if (code !== 0) ledger.complain(`${stage}, told to end, ended with ${code ?? signal}`);
    await company.start(stage, stage);
  };
}

function crashed(name: string, most: number) {
  const stage = whereIs(name);
  return async ({ company, ledger, random }: Theatre): Promise<void> => {
    await company.stop(stage);
    const pass = random.between(1, most);
    const process = await company.start(stage, stage, { HAWIYA_CRASH_AT: `${name}:${pass}` });
    const ended = await Promise.race([process.ended, pause(CRASH_WITHIN_MS, undefined, { ref: false })]);
    if (ended === undefined) {
      ledger.complain(`${name} was not passed ${pass} times in ${CRASH_WITHIN_MS} ms`);
      await company.kill(stage);
    } else company.forget(stage);
    await company.start(stage, stage);
  };
}

/** The process that passes a crash point. */
function whereIs(name: string): Stage {
  const [first = ''] = name.split('.');
  if (first === 'distributor' || first === 'projector' || first === 'process-manager') return first;
  const byReactions = ['issue', 'append.credential', 'append.status-list', 'append.request', 'request'];
  return byReactions.some((prefix) => name.startsWith(prefix)) ? 'process-manager' : 'api';
}

/** A server that is killed and comes back with its data. */
interface Killable {
  kill(): Promise<void>;
  start(): Promise<void>;
}

async function away(server: Killable, ms: number): Promise<void> {
  await pause(UNDER_LOAD_MS);
  await server.kill();
  await pause(ms);
  await server.start();
}

async function lostAnswers({ cluster }: Theatre): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    tellDouble(cluster.eventStore, { do: 'faults', faults: { loseAnswers: 5 } });
    await pause(500);
  }
  tellDouble(cluster.eventStore, { do: 'faults', faults: { loseAnswers: 0 } });
}

async function lateAnswers({ cluster }: Theatre): Promise<void> {
  tellDouble(cluster.eventStore, { do: 'faults', faults: { delayMs: 700 } });
  await pause(2 * UNDER_LOAD_MS);
  tellDouble(cluster.eventStore, { do: 'faults', faults: { delayMs: 0 } });
}

async function notLeader({ cluster }: Theatre): Promise<void> {
  tellDouble(cluster.eventStore, { do: 'refuse', refusal: 'not-leader', times: 20 });
  await pause(UNDER_LOAD_MS);
}

async function droppedSubscriptions({ cluster }: Theatre): Promise<void> {
  for (let times = 0; times < 10; times += 1) {
    tellDouble(cluster.eventStore, { do: 'drop-subscriptions' });
    await pause(300);
  }
}

async function twoDistributors({ company }: Theatre): Promise<void> {
  await company.start('second distributor', 'distributor');
  await pause(2 * UNDER_LOAD_MS);
  await company.kill('second distributor');
}

async function frozenDistributor({ company }: Theatre): Promise<void> {
  company.signal('distributor', 'SIGSTOP');
  await company.start('second distributor', 'distributor');
  await pause(FROZEN_MS);
  company.signal('distributor', 'SIGCONT');
  await pause(UNDER_LOAD_MS);
  await company.stop('second distributor');
}

async function swappingProjectors({ company }: Theatre): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await company.start('second projector', 'projector');
    await pause(UNDER_LOAD_MS);
    await (times % 2 === 0 ? company.kill('second projector') : company.stop('second projector'));
    await pause(UNDER_LOAD_MS);
  }
}

function frozen(stage: Stage) {
  return async ({ company }: Theatre): Promise<void> => {
    await company.start(`second ${stage}`, stage);
    await pause(UNDER_LOAD_MS);
    company.signal(stage, 'SIGSTOP');
    await pause(FROZEN_MS);
    company.signal(stage, 'SIGCONT');
    await pause(UNDER_LOAD_MS);
    await company.stop(`second ${stage}`);
  };
}

async function clocksApart({ company }: Theatre): Promise<void> {
  const skews = { 'process-manager': '-120000', api: '90000' } as const;
  for (const stage of ['process-manager', 'api'] as const) {
    await company.stop(stage);
    await company.start(stage, stage, { HAWIYA_TEST_CLOCK_SKEW_MS: skews[stage] });
  }
  await pause(2 * UNDER_LOAD_MS);
  for (const stage of ['process-manager', 'api'] as const) {
    await company.stop(stage);
    await company.start(stage, stage);
  }
}
