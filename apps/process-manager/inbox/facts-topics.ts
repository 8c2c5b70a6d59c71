import { claimedBy } from '#contracts/fact-owners.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import { DEAD_FACTS_TOPIC, FACTS_TOPICS, LEGACY_FACTS_TOPIC } from '#contracts/topics.js';
import type { Consumed } from '#topics/consumer-figures.js';

/** A topic facts come on. */
export interface FactsInbox {
  readonly topic: string;
  /** Who takes them in. */
  readonly group: string;
  /** The service that speaks. */
  readonly speaker: (fact: InboundFact) => string;
}

/** One for each service. Who may write to its topic is the broker's access list to say, so the topic proves who speaks. */
export const FACTS_INBOXES: readonly FactsInbox[] = FACTS_TOPICS.map(({ name, service }) => ({
  topic: name,
  group: `facts-intake.${service}`,
  speaker: () => service,
}));

/** What the first release took in of everybody, by the group it did: here a source is believed. */
export const LEGACY_INBOX: FactsInbox = {
  topic: LEGACY_FACTS_TOPIC,
  group: 'facts-intake',
  speaker: ({ source }) => claimedBy(source),
};

/** All of them, as figures and readiness ask how far they are; that of the first release may not be there. */
export const CONSUMED_INBOXES: readonly Consumed[] = [
  ...FACTS_INBOXES,
  { ...LEGACY_INBOX, mayBeMissing: true },
];

/**
 * What was put aside and nobody has seen to: an operator who has lets this group's offset follow. Nobody else consumes
 * in its name.
 */
export const DEAD_FACTS: Consumed = {
  topic: DEAD_FACTS_TOPIC,
  group: 'facts-dead-letters',
  mayBeMissing: true,
};
