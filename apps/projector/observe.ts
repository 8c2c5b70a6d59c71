import { Counter, type Registry } from 'prom-client';
import { EVENTS_TOPIC } from '#contracts/topics.js';
import { ConsumerFigures } from '#topics/consumer-figures.js';
import type { Distribution } from '#topics/port.js';
import { provenanceOf } from '#event-sourcing/cloud-events.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { ReadModelRuntime } from '#read-models/read-model-runtimes.js';
import {
  type DeadLetterLimits,
  type DeadLetterPolicy,
  deadLettersInWords,
  tooManyParked,
} from '#projections/dead-letters.js';
import { parkedGauges } from '#projections/parked-gauges.js';
import { type Projecting, groupOf } from './projecting.js';
import type { ProjectorObserver } from '#projections/observer.js';

/** More events than this waiting is no longer healthy. */
const UNHEALTHY_LAG = 10_000;

const OUTCOMES = [
  'applied',
  'other-stream',
  'repeated',
  'healed',
  'unknown',
  'waiting',
  'parked',
  'discarded',
] as const;

/** Counts what each projector does, and writes a line about whatever it does not fold. */
export function observed(registry: Registry, logger: Logger): (model: string) => ProjectorObserver {
  const registers = [registry];
  const events = new Counter({
    name: 'hawiya_projector_events_total',
    help: 'Events by what became of them; healed and discarded ones are counted among the applied too',
    labelNames: ['model', 'outcome'],
    registers,
  });
  const races = new Counter({
    name: 'hawiya_projector_lost_races_total',
    help: 'Documents folded again because another projector wrote them first',
    labelNames: ['model'],
    registers,
  });
  return (model) => {
    const count = (outcome: (typeof OUTCOMES)[number], times: number) => {
      if (times > 0) events.inc({ model, outcome }, times);
    };
    // A series that begins with its first event hides that event from `increase()`.
    for (const outcome of OUTCOMES) events.inc({ model, outcome }, 0);
    races.inc({ model }, 0);
    return {
      otherStreams: (times) => count('other-stream', times),
      folded: ({ applied, repeated, healed, unknown, discarded }) => {
        count('applied', applied);
        count('repeated', repeated);
        count('healed', healed);
        count('unknown', unknown.length);
        count('discarded', discarded);
        if (healed > 0)
          logger.info({ model, events: healed }, 'projector: missing events read from the event store');
        for (const { stream, revision, type, origin } of unknown) {
          logger.warn(
            { model, stream, revision: String(revision), type, ...originOf(origin) },
            'projector: unknown event stepped over',
          );
        }
      },
      waiting: (key, times) => {
        count('waiting', times);
        logger.warn({ model, key, events: times }, 'projector: events queued behind a parked key');
      },
      parked: (key, reason, message, origin) => {
        count('parked', 1);
        logger.error({ model, key, reason, message, ...originOf(origin) }, 'projector: key parked');
      },
      released: (key) => logger.info({ model, key }, 'projector: parked key released'),
      lostRace: (documents) => races.inc({ model }, documents),
      rebuilt: (report) => logger.info({ model, ...report }, 'projector: read model rebuilt'),
    };
  };
}

/** Lag, batches and parked keys on `/metrics`. */
export function projectorFigures(
  registry: Registry,
  distribution: Distribution,
  models: readonly ReadModelRuntime[],
): ConsumerFigures {
  parkedGauges(registry, 'projector', 'parked', models);
  return new ConsumerFigures(registry, distribution, {
    stage: 'projector',
    label: 'model',
    consumers: new Map(models.map(({ name }) => [name, { topic: EVENTS_TOPIC, group: groupOf(name) }])),
    occurredAt: (message) => provenanceOf(message).occurredAt,
  });
}

export interface ProjectorProbeDependencies {
  readonly distribution: Distribution;
  readonly models: readonly ReadModelRuntime[];
  readonly projecting: Pick<Projecting, 'isBuilt' | 'trouble'>;
  readonly deadLetters: DeadLetterPolicy;
}

/**
 * Ready while every model is built and keeps up. Single parked keys are an operator's business: the others are served;
 * too many are more than that.
 */
export function projectorProbe({
  distribution,
  models,
  projecting,
  deadLetters,
}: ProjectorProbeDependencies): HealthProbe {
  return {
    name: 'projector',
    async check() {
      const trouble = projecting.trouble();
      if (!projecting.isBuilt())
        return { ok: false, detail: ['building the read models', ...trouble].join(', ') };
      if (trouble.length > 0) return { ok: false, detail: trouble.join(', ') };
      const standing = await Promise.all(models.map((model) => standingOf(model, distribution, deadLetters)));
      const keepsUp = standing.every(({ behind }) => behind < UNHEALTHY_LAG);
      const exceeded = standing.some(({ exceeded }) => exceeded);
      const parked = standing.filter(({ letters }) => letters.parked > 0);
      const detail = [
        `events behind: ${standing.map(({ name, behind }) => `${name} ${behind}`).join(', ')}`,
        ...(parked.length === 0
          ? []
          : [
              `${exceeded ? 'too many ' : ''}keys parked: ${parked.map(({ name, letters }) => `${name} ${deadLettersInWords(letters)}`).join(', ')}`,
            ]),
      ].join('; ');
      return { ok: keepsUp && !exceeded, staysReady: keepsUp && deadLetters.staysReady, detail };
    },
  };
}

async function standingOf(model: ReadModelRuntime, distribution: Distribution, limits: DeadLetterLimits) {
  const { name, parked } = model;
  const [behind, letters] = await Promise.all([waiting(distribution, name), parked.deadLetters()]);
  return { name, behind, letters, exceeded: await tooManyParked(letters, limits, () => model.documents()) };
}

/** Events on the topic that the model's projectors have not folded yet. */
export async function waiting(distribution: Pick<Distribution, 'lag'>, model: string): Promise<number> {
  const partitions = await distribution.lag(EVENTS_TOPIC, groupOf(model));
  return Number(partitions.reduce((sum, { lag }) => sum + lag, 0n));
}
