import { describe, expect, it } from '@jest/globals';
import { describeConfiguration } from './describe-configuration.js';
import { ConfigurationError } from './configuration-error.js';
import { readConfiguration } from './read-configuration.js';

function problemsOf(environment: Record<string, string>): ConfigurationError {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('expected a ConfigurationError');
}

const LOG = '0d9a7b1e-5c56-5d3c-9a8f-6a4c0b7e2f35';

describe('the configuration', () => {
  it('needs no variable at all', () => {
    expect(readConfiguration({ PATH: '/bin' })).toMatchObject({
      port: 3000,
      data: './data',
      issuer: undefined,
    });
  });

  it('takes what is set, trimmed, and reads an empty variable as unset', () => {
    const configuration = readConfiguration({
      HAWIYA_PORT: ' 8080 ',
      HAWIYA_DATA: '',
      HAWIYA_ISSUER: 'https://id.example',
    });
    expect(configuration).toMatchObject({ port: 8080, data: './data', issuer: 'https://id.example' });
  });

  it('names every problem at once: variable, what it got, what it expected', () => {
    const error = problemsOf({ HAWIYA_PORT: '99999', HAWIYA_LOG_LEVEL: 'loud', HAWIYA_BODY_LIMIT: '1e3.5' });
    expect(error.problems.map((problem) => problem.variable)).toEqual([
      'HAWIYA_PORT',
      'HAWIYA_LOG_LEVEL',
      'HAWIYA_BODY_LIMIT',
    ]);
    expect(error.message).toContain('HAWIYA_PORT is "99999", expected an integer from 0 to 65535');
  });

  it.each([
    ['HAWIYA_PORT', ['0', '65535'], ['-1', '65536', '80.5', 'http']],
    ['HAWIYA_BODY_LIMIT', ['1024', '16777216'], ['1023', '16777217']],
    ['HAWIYA_FACT_LIMIT', ['12288', '1048576'], ['12287', '1048577']],
    ['HAWIYA_FACTS_BODY_LIMIT', ['1024', '16777216'], ['1023', '16777217']],
    ['HAWIYA_MAX_WAIT_MS', ['0', '10000'], ['-1', '10001']],
    ['HAWIYA_DEFAULT_WAIT_MS', ['0', '10000'], ['-1', '10001']],
    ['HAWIYA_MIN_FREE_MIB', ['16', '1048576'], ['15', '1048577']],
    ['HAWIYA_EVENTSTORE_PROBE_AFTER_MS', ['100', '60000'], ['99', '60001', '1.5']],
    ['HAWIYA_EVENTSTORE_GIVE_UP_AFTER_MS', ['200', '120000'], ['199', '120001']],
    ['HAWIYA_EVENTSTORE_AGAIN_AFTER_MS', ['100', '60000'], ['99', '60001']],
    ['HAWIYA_PARTITIONS', ['1', '256'], ['0', '257']],
    ['HAWIYA_ISSUER', ['http://127.0.0.1:3001'], ['ftp://x.example', 'https://x.example/', 'here']],
    ['HAWIYA_OTLP_URL', ['http://127.0.0.1:4318'], ['http://a:b@c.example', 'grpc://c.example', 'http://c/']],
    [
      'HAWIYA_CORS_ORIGINS',
      ['https://a.example,http://127.0.0.1:5173'],
      ['*', 'https://a.example/', 'a.example'],
    ],
    ['HAWIYA_TOKEN_MAX_LIFETIME_S', ['60', '604800'], ['59', '604801']],
    ['HAWIYA_FAILURES_MAX', ['1', '1000'], ['0', '1001', '1.5']],
    ['HAWIYA_DEADLINES_AT_ONCE', ['1', '1000'], ['0', '1001', '1.5']],
    ['HAWIYA_WALK_BATCH', ['1', '10000'], ['0', '10001', '1.5']],
    ['HAWIYA_DEADLINE_LEASE_MS', ['1000', '600000'], ['999', '600001', '1000.5']],
    ['HAWIYA_DEADLINE_PUT_OFF_MAX_MS', ['1000', '86400000'], ['999', '86400001', '1000.5']],
    ['HAWIYA_DEAD_LETTERS_MAX', ['0', '1000000'], ['-1', '1000001', '1.5']],
    ['HAWIYA_DEAD_LETTERS_MAX_PERCENT', ['0', '0.5', '100'], ['-1', '101', 'one']],
    ['HAWIYA_TOKEN_TYPE', ['at+jwt', 'JWT'], ['jwt']],
    [
      'HAWIYA_ACCEPT_PARTS',
      [
        `${LOG}:a1b2c3d4e5f6`,
        'empty:a1b2c3d4e5f6',
        `${LOG}:${LOG}`,
        Array.from({ length: 10 }, () => `${LOG}:${LOG}`).join(','),
      ],
      [
        'empty',
        LOG,
        'empty:a1b2c3d4e5f',
        'empty:a1b2c3d4e5f60',
        `empty:${LOG}`,
        `${LOG}:${LOG},`,
        Array.from({ length: 11 }, () => `${LOG}:${LOG}`).join(','),
      ],
    ],
    ['HAWIYA_SUBJECT_SECRET', ['ab'.repeat(32)], ['ab'.repeat(31), 'zz'.repeat(32)]],
  ])('%s is checked at its edges', (variable, good, bad) => {
    for (const value of good) expect(() => readConfiguration({ [variable]: value })).not.toThrow();
    for (const value of bad) expect(problemsOf({ [variable]: value }).problems).toHaveLength(1);
  });

  it('does not print a secret', () => {
    expect(problemsOf({ HAWIYA_SUBJECT_SECRET: 'hunter2' }).message).not.toContain('hunter2');
  });

  it('refuses a misspelt variable, and leaves the fault harness its own', () => {
    expect(problemsOf({ HAWIYA_PROT: '1' }).problems[0]?.variable).toBe('HAWIYA_PROT');
    expect(() => readConfiguration({ HAWIYA_CRASH_AT: 'x' })).not.toThrow();
  });

  it('names what a process that runs alone lacks', () => {
    const lacking = (environment: Record<string, string>, kind: 'alone' | 'api') => {
      try {
        readConfiguration(environment, kind);
        return [];
      } catch (error) {
        if (error instanceof ConfigurationError) return error.problems.map(({ variable }) => variable);
        throw error;
      }
    };
    const services = {
      HAWIYA_EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
      HAWIYA_KAFKA_BROKERS: '127.0.0.1:9092,b.example:9092',
      HAWIYA_MONGO_URL: 'mongodb://127.0.0.1:27017',
      HAWIYA_KEYS_SECRET: 'ab'.repeat(32),
      HAWIYA_SUBJECT_SECRET: 'cd'.repeat(32),
    };
    expect(lacking(services, 'alone')).toEqual([]);
    expect(lacking(services, 'api')).toEqual(['HAWIYA_ISSUER']);
    expect(lacking({}, 'alone')).toEqual(Object.keys(services));
  });

  it('refuses settings that lack the other half', () => {
    const mongo = problemsOf({ HAWIYA_MONGO_URL: 'mongodb://127.0.0.1' });
    expect(mongo.message).toContain('HAWIYA_KEYS_SECRET is unset, expected a value beside HAWIYA_MONGO_URL');
    expect(problemsOf({ HAWIYA_KAFKA_SASL: 'plain' }).problems).toHaveLength(2);
    expect(problemsOf({ HAWIYA_KAFKA_MIN_IN_SYNC: '2' }).message).toContain('HAWIYA_KAFKA_REPLICAS (1)');
    expect(problemsOf({ HAWIYA_EVENTSTORE_URL: 'http://admin:hunter2@x' }).message).not.toContain('hunter2');
  });

  it('describes every setting with its default', () => {
    const table = describeConfiguration();
    expect(table.find((row) => row.variable === 'HAWIYA_PORT')).toMatchObject({ default: '3000' });
    expect(new Set(table.map((row) => row.variable)).size).toBe(table.length);
  });
});
