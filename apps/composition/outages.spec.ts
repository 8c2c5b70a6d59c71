import { describe, expect, it } from '@jest/globals';
import kafka from 'kafkajs';
import { mongo } from 'mongoose';
import { asDistributionError } from '#topics/kafka/failure.js';
import { DistributionError } from '#topics/port.js';
import { asKeyStoreError, ErasedMeanwhileError } from '#event-sourcing/keys/key-store-error.js';
import { EventStoreError } from '#event-store/errors.js';
import { createLogger } from '#runtime/logging/logger.js';
import { Outages, type PartKind } from './outages.js';

const { KafkaJSConnectionError, KafkaJSSASLAuthenticationError } = kafka;
const KINDS: readonly PartKind[] = ['event-store', 'mongodb', 'kafka', 'issuer'];

function outages(kinds: readonly PartKind[] = KINDS) {
  const lines: string[] = [];
  const write = (line: string) => {
    const { level, msg } = JSON.parse(line) as { readonly level: number; readonly msg: string };
    lines.push(`${level} ${msg}`);
  };
  const all = new Outages(createLogger({ level: 'info', format: 'json' }, { write }));
  for (const kind of kinds)
    all.watch(kind, {
      name: kind,
      where: 'there',
      settings: `ITS_${kind}`,
      check: () => Promise.resolve(false),
    });
  return { all, lines };
}

const away = (kind: PartKind) => [`40 ${kind} is away; what needs it waits or is tried again`];
const refused = (kind: PartKind) => [`50 ${kind} refuses this service: mend ITS_${kind}`];
const store = (code: EventStoreError['code'], fault?: string) =>
  new EventStoreError(code, 'an append', fault === undefined ? {} : { fault });
// Its types name no constructor's argument.
const signInToBroker = Reflect.construct(KafkaJSSASLAuthenticationError, ['SASL PLAIN failed']) as Error;
const signIn = new mongo.MongoServerError({ message: 'Authentication failed.', code: 18 });

describe('a failure', () => {
  it.each<[string, Error, readonly string[]]>([
    ['of a store out of reach', store('unavailable', 'unreachable'), away('event-store')],
    ['of an append that may be stored', store('outcome-unknown', 'lost'), away('event-store')],
    [
      'of a store that does not know the password',
      store('unavailable', 'unauthenticated'),
      refused('event-store'),
    ],
    ['of a store that denies access', store('unavailable', 'access-denied'), refused('event-store')],
    ['of a right that is missing', store('unavailable', 'right-missing'), refused('event-store')],
    ['of MongoDB', new mongo.MongoNetworkError('ECONNREFUSED'), away('mongodb')],
    [
      'of a key that cannot be read',
      asKeyStoreError(new mongo.MongoNetworkError('away'), 'a key'),
      away('mongodb'),
    ],
    ['of signing in to MongoDB', signIn, refused('mongodb')],
    [
      'of a broker',
      asDistributionError(new KafkaJSConnectionError('refused', { broker: 'b' }), 'a publish'),
      away('kafka'),
    ],
    ['of signing in to a broker', asDistributionError(signInToBroker, 'a publish'), refused('kafka')],
  ])('%s is told by the part, in one line, whoever notices', (_, error, expected) => {
    const { all, lines } = outages();
    for (let n = 0; n < 10; n += 1) {
      all.logger.error({ err: error, n }, 'a loop failed');
      all.logger.warn({ err: error }, 'a request failed');
    }
    all.logger.error(error);
    expect(lines).toEqual(expected);
    all.close();
  });

  it.each<[string, Error]>([
    ['of what we asked a store', store('invalid')],
    ['of a consumer that was too slow', store('unavailable', 'too-slow')],
    ['of a person who came again', new ErasedMeanwhileError()],
    ['of a topic that is too small', new DistributionError('invalid', 'a topic has fewer partitions')],
    ['of a distribution that is closed', new DistributionError('unavailable', 'the distribution is closed')],
    ['that is a bug', new TypeError('undefined is not a function')],
  ])('%s is a line of whoever noticed', (_, error) => {
    const { all, lines } = outages();
    all.logger.error({ err: error }, 'a loop failed');
    all.logger.warn('nothing failed');
    all.logger.error({ err: error });
    expect(lines[0]).toBe('50 a loop failed');
    expect(lines).toHaveLength(3);
    all.close();
  });

  it('of an embedded part is a line of whoever noticed', () => {
    const { all, lines } = outages([]);
    all.logger.error({ err: store('unavailable') }, 'a loop failed');
    expect(lines).toEqual(['50 a loop failed']);
  });
});
