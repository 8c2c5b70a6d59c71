import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { Setting } from './setting.js';

const SWITCH = ['off', 'on'] as const;
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const COMPRESSIONS = ['none', 'gzip'] as const;

/**
 * Where EventStoreDB, Kafka and MongoDB are. Each may be left out by a process that runs everything: the embedded
 * driver on HAWIYA_DATA takes its place.
 */
export class ServicesConfiguration {
  @Setting('HAWIYA_EVENTSTORE_URL', {
    says: 'connection string of EventStoreDB; unset: the embedded event store',
    expected: 'esdb://… or esdb+discover://…',
    secret: true,
  })
  @IsOptional()
  @Matches(/^esdb(\+discover)?:\/\/\S+$/)
  readonly eventStoreUrl: string | undefined = undefined;

  @Setting('HAWIYA_EVENTSTORE_PROBE_AFTER_MS', {
    says: 'how long an EventStoreDB server may be silent while anything is asked of it before it is probed, in milliseconds',
    expected: 'an integer from 100 to 60000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(60_000)
  readonly eventStoreProbeAfterMs: number = 2_000;

  @Setting('HAWIYA_EVENTSTORE_GIVE_UP_AFTER_MS', {
    says: 'likewise before its connection is given up, and the cluster looked up anew; not above the time before the probe: without one',
    expected: 'an integer from 200 to 120000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(200)
  @Max(120_000)
  readonly eventStoreGiveUpAfterMs: number = 4_000;

  @Setting('HAWIYA_EVENTSTORE_AGAIN_AFTER_MS', {
    says: 'likewise of a connection made after one was given up on which nothing has ever come',
    expected: 'an integer from 100 to 60000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(60_000)
  readonly eventStoreAgainAfterMs: number = 1_000;

  @Setting('HAWIYA_KAFKA_BROKERS', {
    says: 'some of the Kafka brokers; unset: the embedded topics',
    expected: 'host:port, separated by commas',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9.-]+:\d{1,5}(,[A-Za-z0-9.-]+:\d{1,5})*$/)
  readonly kafkaBrokers: string | undefined = undefined;

  @Setting('HAWIYA_KAFKA_TLS', { says: 'TLS to the brokers', expected: `one of ${SWITCH.join(', ')}` })
  @IsIn(SWITCH)
  readonly kafkaTls: (typeof SWITCH)[number] = 'off';

  @Setting('HAWIYA_KAFKA_CA', {
    says: "PEM file of the authority that signed the brokers' certificates; unset: one of the system's",
    expected: 'a path',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  readonly kafkaCa: string | undefined = undefined;

  @Setting('HAWIYA_KAFKA_SASL', {
    says: 'how this process signs in to the brokers; unset: not at all',
    expected: `one of ${MECHANISMS.join(', ')}`,
  })
  @IsOptional()
  @IsIn(MECHANISMS)
  readonly kafkaSasl: (typeof MECHANISMS)[number] | undefined = undefined;

  @Setting('HAWIYA_KAFKA_USERNAME', { says: 'name to sign in with', expected: 'a non-empty text' })
  @IsOptional()
  @IsString()
  readonly kafkaUsername: string | undefined = undefined;

  @Setting('HAWIYA_KAFKA_PASSWORD', {
    says: 'password to sign in with',
    expected: 'a non-empty text',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly kafkaPassword: string | undefined = undefined;

  @Setting('HAWIYA_KAFKA_REPLICAS', {
    says: 'copies of each partition of a topic that is made',
    expected: 'an integer from 1 to 7',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(7)
  readonly kafkaReplicas: number = 1;

  @Setting('HAWIYA_KAFKA_MIN_IN_SYNC', {
    says: 'copies that must have an event before it counts as published',
    expected: 'an integer from 1 to 7',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(7)
  readonly kafkaMinInSync: number = 1;

  @Setting('HAWIYA_KAFKA_RETENTION_HOURS', {
    says: 'how long a topic that is made keeps its messages, in hours; read models are rebuilt from the event store',
    expected: 'an integer from 1 to 87600',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(87_600)
  readonly kafkaRetentionHours: number = 168;

  @Setting('HAWIYA_KAFKA_COMPRESSION', {
    says: 'compression of what is published',
    expected: `one of ${COMPRESSIONS.join(', ')}`,
  })
  @IsIn(COMPRESSIONS)
  readonly kafkaCompression: (typeof COMPRESSIONS)[number] = 'none';

  @Setting('HAWIYA_KAFKA_SESSION_MS', {
    says: 'silence after which a consumer is taken for dead and its partitions go to others, in milliseconds',
    expected: 'an integer from 3000 to 300000',
  })
  @Type(() => Number)
  @IsInt()
  @Min(3_000)
  @Max(300_000)
  readonly kafkaSessionMs: number = 30_000;

  @Setting('HAWIYA_KAFKA_GROUP_PREFIX', {
    says: "what the names of this service's consumer groups begin with, where others use the brokers too. Under another prefix everything on the topics is consumed anew",
    expected: 'up to 100 letters, digits, ., - or _',
  })
  @Matches(/^[A-Za-z0-9._-]{0,100}$/)
  readonly kafkaGroupPrefix: string = '';

  @Setting('HAWIYA_KAFKA_PRINCIPALS', {
    says: 'whom the broker knows as what, for the access list that `hawiya migrate` prints: a service that tells facts by its name, ours as hawiya-distributor, hawiya-projector, hawiya-process-manager, hawiya-migrate and hawiya-operator, or all of them as hawiya; unset or not named: User:NAME',
    expected:
      'NAME=TYPE:PRINCIPAL, separated by semicolons, e.g. hawiya=User:hawiya;labour=User:CN=labour,O=HRSD',
  })
  @IsOptional()
  @Matches(/^[a-z-]+=[A-Za-z]+:[^;'\s]+( [^;'\s]+)*(;[a-z-]+=[A-Za-z]+:[^;'\s]+( [^;'\s]+)*)*$/)
  readonly kafkaPrincipals: string | undefined = undefined;

  @Setting('HAWIYA_MONGO_URL', {
    says: 'connection string of MongoDB, pool and time-outs in it; unset: the embedded MongoDB server',
    expected: 'mongodb://… or mongodb+srv://…',
    secret: true,
  })
  @IsOptional()
  @Matches(/^mongodb(\+srv)?:\/\/\S+$/)
  readonly mongoUrl: string | undefined = undefined;

  @Setting('HAWIYA_MONGO_DATABASE', {
    says: 'database of the read models; the keys are in one of their own beside it, named …-keys',
    expected: '1 to 40 letters, digits, - or _',
  })
  @Matches(/^[A-Za-z0-9_-]{1,40}$/)
  readonly mongoDatabase: string = 'hawiya';

  @Setting('HAWIYA_KEYS_SECRET', {
    says: "wraps the persons' keys, in MongoDB or under HAWIYA_DATA; keep it apart from the backups of both. Losing it loses every person's data. Unset, without MongoDB: made once and kept in HAWIYA_DATA/keys/master.key, beside the keys",
    expected: '64 hexadecimal digits',
    secret: true,
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/i)
  readonly keysSecret: string | undefined = undefined;
}
