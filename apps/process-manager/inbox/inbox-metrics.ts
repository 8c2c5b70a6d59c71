import { Counter, type Registry } from 'prom-client';
import { ConsumerFigures, lagOf } from '#topics/consumer-figures.js';
import type { Distribution } from '#topics/port.js';
import { readGauges } from '#runtime/metrics/read-gauges.js';
import { CONSUMED_INBOXES, DEAD_FACTS } from './facts-topics.js';

const OUTCOMES = ['recorded', 'known', 'refused'] as const;
const REASONS = ['unreadable', 'foreign', 'refused', 'failed'] as const;

/** What became of a fact from a topic. */
export type FactOutcome = (typeof OUTCOMES)[number];

/**
 * Why a message is put aside: it cannot be read; a fact in it is not its sender's to tell, was refused, or failed: it can
 * never be recorded, e.g. because the person's stream cannot be read.
 */
export type AsideReason = (typeof REASONS)[number];

/** What the intake of facts did, on `/metrics`. */
export class InboxMetrics {
  readonly consumer: ConsumerFigures;
  private readonly facts: Counter<'topic' | 'outcome'>;
  private readonly dead: Counter<'topic' | 'reason'>;

  constructor(registry: Registry, distribution: Distribution) {
    this.consumer = new ConsumerFigures(registry, distribution, {
      stage: 'facts',
      label: 'topic',
      consumers: new Map(CONSUMED_INBOXES.map((inbox) => [inbox.topic, inbox])),
    });
    this.facts = new Counter({
      name: 'hawiya_facts_taken_total',
      help: 'Facts by the topic they came on and what became of them',
      labelNames: ['topic', 'outcome'],
      registers: [registry],
    });
    this.dead = new Counter({
      name: 'hawiya_facts_dead_total',
      help: 'Messages put aside on the dead-letter topic: unreadable, or a fact in them was not theirs to tell, was refused or failed',
      labelNames: ['topic', 'reason'],
      registers: [registry],
    });
    const gauges = {
      hawiya_facts_dead_letters: { help: 'Messages on the dead-letter topic that nobody has seen to' },
    };
    readGauges(registry, 'dead-facts', gauges, async (set) => {
      const partitions = await lagOf(distribution, DEAD_FACTS);
      set('hawiya_facts_dead_letters', Number(partitions.reduce((sum, { lag }) => sum + lag, 0n)));
    });
    for (const { topic } of CONSUMED_INBOXES) {
      for (const outcome of OUTCOMES) this.facts.inc({ topic, outcome }, 0);
      for (const reason of REASONS) this.dead.inc({ topic, reason }, 0);
    }
  }

  taken(topic: string, outcome: FactOutcome): void {
    this.facts.inc({ topic, outcome });
  }

  putAside(topic: string, reason: AsideReason): void {
    this.dead.inc({ topic, reason });
  }
}
