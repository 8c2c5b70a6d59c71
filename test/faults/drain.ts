import { setTimeout as pause } from 'node:timers/promises';
import { person, satisfyingFacts, type TestPerson } from '../support/people.js';
import { launchService } from '../support/service-process.js';
import { type Difference, Findings } from './checks/difference.js';
import type { Outcome } from './outcome.js';
import { settle } from './kills.js';
import { checkScene, type Scene, withScene } from './scene.js';

const TRAVELLERS = 8;
const LOAD_MS = 1_000;
const ROUNDS = 3;
/** Far longer than the requests in hand take. */
const ENDS_WITHIN_MS = 15_000;
/** Facts told to the service right before it is told to end. */
const IN_HAND = 20;

/**
 * Told to end under load, the service answers what it has in hand, refuses what comes after, and ends with exit code 0.
 * What its clients then ask the next process again is no news to it.
 */
export function checkDraining(seed: number): Promise<Outcome> {
  return withScene(seed, async (scene) => {
    const { ledger, load, address, settings } = scene;
    const findings = new Findings('draining');
    const travelling = load.run(TRAVELLERS);
    for (let round = 1; round <= ROUNDS; round += 1)
      findings.differences.push(...(await drainOnce(scene, round)));
    const last = launchService({ settings });
    address.opened((await last.listening) ?? '');
    await settle(scene, travelling);
    last.signal('SIGTERM');
    findings.same('exit code', (await last.ended).code ?? undefined, 0);
    address.closed();
    const { created, differences } = await checkScene(scene);
    return {
      fault: 'SIGTERM under load',
      runs: ROUNDS,
      acknowledged: ledger.acknowledged().length,
      events: created.length,
      differences: [...findings.differences, ...differences],
    };
  });
}

async function drainOnce(scene: Scene, round: number): Promise<readonly Difference[]> {
  const { settings, address, ledger, mint } = scene;
  const findings = new Findings('draining');
  ledger.run = round;
  const service = launchService({ settings });
  const url = await service.listening;
  if (url === undefined) throw new Error(`did not start: ${service.lines.slice(-5).join('\n')}`);
  address.opened(url);
  await pause(LOAD_MS);
  const client = await address.client();
  const token = await mint.service('accounts');
  const inHand = Array.from({ length: IN_HAND }, (_, n) =>
    client.ask('POST', '/v1/facts', {
      token,
      headers: { 'content-type': 'application/cloudevents+json' },
      body: accountOf(person(90_000_000 + round * 1_000 + n)),
    }),
  );
  await pause(5);
  service.signal('SIGTERM');
  const answers = await Promise.allSettled(inHand);
  const ended = await Promise.race([service.ended, pause(ENDS_WITHIN_MS, undefined, { ref: false })]);
  address.closed();
  if (ended === undefined) {
    findings.add(`it had not ended ${ENDS_WITHIN_MS} ms after it was told to`, round);
    service.signal('SIGKILL');
    await service.ended;
  } else findings.same('exit code', ended.code ?? String(ended.signal), 0, round);
  for (const answer of answers) {
    // Refused is as good as answered; a request that was taken in and then dropped is not.
    if (answer.status === 'fulfilled' && ![200, 503].includes(answer.value.status)) {
      findings.add(`a request in hand was answered ${answer.value.status}`, round);
    }
    if (answer.status === 'rejected' && !String(answer.reason).includes('ECONNREFUSED')) {
      findings.add(`a request in hand was dropped: ${String(answer.reason)}`, round);
    }
  }
  const errors = service.lines.filter((line) => /"level":(50|60)/.test(line));
  for (const line of errors.slice(0, 3)) findings.add(`logged: ${line.slice(0, 500)}`, round);
  return findings.differences;
}

function accountOf(someone: TestPerson): object | undefined {
  return satisfyingFacts(someone, new Date()).find((fact) => Reflect.get(fact, 'source') === '/accounts');
}
