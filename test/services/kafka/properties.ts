import { join } from 'node:path';

/** One broker, which is a controller too. */
export interface KafkaSettings {
  readonly id: number;
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly securePort: number;
  /** PEM file with key and certificate; undefined: no listener with TLS and SASL. */
  readonly keystore: string | undefined;
  /** Who else can sign in there, with the same password; the broker then has an access list, empty at first. */
  readonly accounts?: readonly string[];
}

/** Who can sign in at the secure listener. */
export const SECURE_USER = { username: 'hawiya', password: 'right-password' } as const;

/** Of one of `all` the brokers of a cluster. */
export function kafkaProperties(
  { id, folder, port, controllerPort, securePort, keystore, accounts }: KafkaSettings,
  all: readonly KafkaSettings[],
): string {
  const voters = all.map((other) => `${other.id}@127.0.0.1:${other.controllerPort}`).join(',');
  const copies = Math.min(all.length, 3);
  const secure = keystore === undefined ? '' : `,SECURE://127.0.0.1:${securePort}`;
  return `
process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${voters}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${secure}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}${secure}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL
log.dirs=${join(folder, 'data')}
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=${copies}
transaction.state.log.replication.factor=${copies}
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=${copies}
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
replica.lag.time.max.ms=3000
${accounts === undefined ? '' : ACCESS_LIST}
${keystore === undefined ? '' : secureListener(keystore, accounts)}`;
}

/** The plain listener is for the brokers' own traffic, and for the test as administrator. */
const ACCESS_LIST = `
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS`;

const secureListener = (keystore: string, accounts: readonly string[] = []): string => `
listener.name.secure.ssl.keystore.type=PEM
listener.name.secure.ssl.keystore.location=${keystore}
listener.name.secure.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
  ${[SECURE_USER.username, ...accounts].map((name) => `user_${name}="${SECURE_USER.password}"`).join(' ')};
listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
`;
