import { Counter, type Registry } from 'prom-client';
import { FACTS_TOPIC } from '#contracts/topics.js';
import { ConsumerFigures } from '#distribution/consumer-figures.js';
import type { Distribution } from '#distribution/port.js';
import { FACTS_INTAKE_GROUP } from './facts-intake.js';

/** What became of a fact from the topic. */
export type FactOutcome = 'recorded' | 'known' | 'refused';

/** What the intake of facts did, on `/metrics`. */
export class FactsFigures {
  readonly consumer: ConsumerFigures;
  private readonly facts: Counter<'outcome'>;
  private readonly dead: Counter<'reason'>;

  constructor(registry: Registry, distribution: Distribution) {
    this.consumer = new ConsumerFigures(registry, distribution, {
      stage: 'facts',
      topic: FACTS_TOPIC,
      groups: new Map([[FACTS_INTAKE_GROUP, FACTS_INTAKE_GROUP]]),
    });
    this.facts = new Counter({
      name: 'hawiya_facts_taken_total',
      help: 'Facts from the topic by what became of them',
      labelNames: ['outcome'],
      registers: [registry],
    });
    this.dead = new Counter({
      name: 'hawiya_facts_dead_total',
      help: 'Messages put aside on the dead-letter topic: unreadable, or a fact in them was refused or failed',
      labelNames: ['reason'],
      registers: [registry],
    });
    for (const outcome of ['recorded', 'known', 'refused']) this.facts.inc({ outcome }, 0);
    for (const reason of ['unreadable', 'refused', 'failed']) this.dead.inc({ reason }, 0);
  }

  taken(outcome: FactOutcome): void {
    this.facts.inc({ outcome });
  }

  putAside(reason: 'unreadable' | 'refused' | 'failed'): void {
    this.dead.inc({ reason });
  }
}
