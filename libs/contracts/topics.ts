/** The events of every stream, keyed by the case. */
export const EVENTS_TOPIC = 'hawiya.events.v1';

/** What internal services say about residents, and the directives. */
export const FACTS_TOPIC = 'hawiya.facts.v1';

/** Facts that could not be read, each with the reason in its headers. */
export const DEAD_FACTS_TOPIC = 'hawiya.facts.dead.v1';

/** Every topic, with its partitions where it is missing. What cannot be taken in is rare: one partition, one order. */
export const topicsWith = (
  partitions: number,
): readonly { readonly name: string; readonly partitions: number }[] => [
  { name: EVENTS_TOPIC, partitions },
  { name: FACTS_TOPIC, partitions },
  { name: DEAD_FACTS_TOPIC, partitions: 1 },
];
