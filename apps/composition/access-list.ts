import { DEAD_FACTS, FACTS_INBOXES, LEGACY_INBOX } from '#apps/process-manager/inbox/facts-topics.js';
import { PROCESS_MANAGER_GROUP } from '#apps/process-manager/group.js';
import { groupOf } from '#apps/projector/projecting.js';
import {
  DEAD_FACTS_TOPIC,
  EVENTS_TOPIC,
  FACTS_TOPICS,
  REQUESTS_TOPICS,
  topicsWith,
} from '#contracts/topics.js';
import { READINESS_GROUP } from './distribution.js';

/** Who of us comes to the broker under a name of its own. */
export const OUR_ROLES = [
  'hawiya-distributor',
  'hawiya-projector',
  'hawiya-process-manager',
  'hawiya-migrate',
  'hawiya-operator',
] as const;
type OurRole = (typeof OUR_ROLES)[number];

type Operation = 'Create' | 'Delete' | 'Describe' | 'Read' | 'Write';

/** What somebody may do; all that is not granted is refused by a broker with an authorizer. */
export interface Grant {
  readonly why: string;
  /** One of ours, or the name of a service that tells facts. */
  readonly to: string;
  readonly operations: readonly Operation[];
  readonly topics?: readonly string[];
  readonly groups?: readonly string[];
  /** Of the groups (or topics): every name that begins so. */
  readonly prefixed?: boolean;
}

export interface AccessListOptions {
  readonly groupPrefix: string;
  /** Whether the topic all services wrote to in the first release may still be there. */
  readonly legacy: boolean;
}

/**
 * The broker's access list: what each service and each process of ours needs, and no more. `Read` and `Write` imply
 * `Describe`; who may write to a topic may use an idempotent producer (Kafka 3.0 and later).
 */
export function accessList({ groupPrefix, legacy }: AccessListOptions): readonly Grant[] {
  const named = (...groups: readonly string[]) => groups.map((group) => `${groupPrefix}${group}`);
  const ours = (to: OurRole, grant: Omit<Grant, 'to'>): Grant => ({ to, ...grant });
  const everything = topicsWith(1).map(({ name }) => name);
  const intake = FACTS_INBOXES.map(({ group }) => group);
  const asksWhetherItAnswers = (
    ['hawiya-distributor', 'hawiya-projector', 'hawiya-process-manager'] as const
  ).map((to) =>
    ours(to, {
      why: 'asks whether the broker answers',
      operations: ['Describe'],
      groups: named(READINESS_GROUP),
    }),
  );
  return [
    ...FACTS_TOPICS.map(({ name, service }): Grant => ({
      why: `${service} tells its facts on its own topic, and nobody else does`,
      to: service,
      operations: ['Write'],
      topics: [name],
    })),
    ...REQUESTS_TOPICS.map(({ name, service }): Grant => ({
      why: `${service} reads what it is asked for, and nobody else does`,
      to: service,
      operations: ['Read'],
      topics: [name],
    })),
    ours('hawiya-distributor', {
      why: 'publishes what happened',
      operations: ['Write'],
      topics: [EVENTS_TOPIC],
    }),
    ours('hawiya-projector', {
      why: 'builds the read models of what happened',
      operations: ['Read'],
      topics: [EVENTS_TOPIC],
    }),
    ours('hawiya-projector', {
      why: 'a group for each of them',
      operations: ['Read'],
      groups: named(groupOf('')),
      prefixed: true,
    }),
    ours('hawiya-process-manager', {
      why: 'reacts to what happened, and takes facts in',
      operations: ['Read'],
      topics: [EVENTS_TOPIC, ...FACTS_TOPICS.map(({ name }) => name)],
      groups: named(PROCESS_MANAGER_GROUP, ...intake),
    }),
    ours('hawiya-process-manager', {
      why: 'puts aside what cannot be taken in',
      operations: ['Write'],
      topics: [DEAD_FACTS_TOPIC],
    }),
    ours('hawiya-process-manager', {
      why: 'asks services for facts',
      operations: ['Write'],
      topics: REQUESTS_TOPICS.map(({ name }) => name),
    }),
    ...asksWhetherItAnswers,
    ours('hawiya-process-manager', {
      why: 'counts what was put aside and nobody has seen to',
      operations: ['Describe'],
      groups: named(DEAD_FACTS.group),
    }),
    ours('hawiya-operator', {
      why: 'reads what was put aside, and says what was seen to',
      operations: ['Read'],
      topics: [DEAD_FACTS_TOPIC],
      groups: named(DEAD_FACTS.group),
    }),
    ours('hawiya-migrate', {
      why: 'makes the topics',
      operations: ['Create', 'Describe'],
      topics: everything,
    }),
    ...(legacy ? legacyGrants(named(LEGACY_INBOX.group), ours) : []),
  ];
}

function legacyGrants(
  groups: readonly string[],
  ours: (to: OurRole, grant: Omit<Grant, 'to'>) => Grant,
): readonly Grant[] {
  const topics = [LEGACY_INBOX.topic];
  return [
    ours('hawiya-process-manager', {
      why: 'reads the first release’s topic of facts until it is empty',
      operations: ['Read'],
      topics,
      groups,
    }),
    ours('hawiya-migrate', {
      why: 'removes it then',
      operations: ['Describe', 'Delete'],
      topics,
    }),
    ours('hawiya-migrate', { why: 'having asked how far it was read', operations: ['Describe'], groups }),
  ];
}
