import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { readConfiguration } from './read-configuration.js';
import { webhookEndpoints } from './webhook-endpoints.js';

const secretOf = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
const [KEY, FORMER, OTHER] = [randomBytes(32), randomBytes(24), randomBytes(64)];
const SECRET = secretOf(KEY);

const GOOD = {
  HAWIYA_WEBHOOKS: 'labour=https://labour.example:8443/hawiya?way=1;medical-centres=http://127.0.0.1:8080/',
  HAWIYA_WEBHOOKS_SECRETS: `medical-centres=${secretOf(OTHER)};labour=${SECRET},${secretOf(FORMER)}`,
};

function problems(environment: Record<string, string>): readonly string[] {
  try {
    readConfiguration(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.message).not.toContain('whsec_A');
    expect(error.message).not.toContain(KEY.toString('base64'));
    expect(error.message).not.toContain('hunter2');
    return error.problems.map(({ variable, got }) => `${variable.replace('HAWIYA_', '')}: ${got}`);
  }
}

describe('webhooks', () => {
  it('are none unless they are set', () => {
    expect(webhookEndpoints(readConfiguration({})).size).toBe(0);
  });

  it('have a URL and one key, or two while it is changed', () => {
    const endpoints = webhookEndpoints(readConfiguration(GOOD));
    expect([...endpoints.keys()]).toEqual(['labour', 'medical-centres']);
    expect(endpoints.get('labour')?.url.href).toBe('https://labour.example:8443/hawiya?way=1');
    expect(endpoints.get('labour')?.keys).toEqual([KEY, FORMER]);
    expect(endpoints.get('medical-centres')?.keys).toEqual([OTHER]);
  });

  const url = (webhooks: string) => ({
    HAWIYA_WEBHOOKS: webhooks,
    HAWIYA_WEBHOOKS_SECRETS: `labour=${SECRET}`,
  });
  const signed = (secrets: string) => ({
    HAWIYA_WEBHOOKS: 'labour=https://labour.example/',
    HAWIYA_WEBHOOKS_SECRETS: secrets,
  });

  it.each([
    ['no pair', url('https://labour.example/'), /^WEBHOOKS: 23 characters \(not shown\)$/],
    ['no URL', url('labour=labour.example'), 'WEBHOOKS: a URL of labour that is none'],
    ['another protocol', url('labour=ftp://labour.example/'), 'WEBHOOKS: a URL of labour that is none'],
    ['no TLS', url('labour=http://labour.example/'), 'WEBHOOKS: a URL of labour without TLS'],
    ['no TLS to a name like loopback', url('labour=http://127.0.0.1.example/'), /without TLS$/],
    ['a password', url('labour=https://me:hunter2@labour.example/'), /with a name or password in it$/],
    ['a name', url('labour=https://me@labour.example/'), /with a name or password in it$/],
    ['a fragment', url('labour=https://labour.example/#there'), /with a fragment$/],
    ['two URLs', url('labour=https://a.example/;labour=https://b.example/'), 'WEBHOOKS: two URLs of labour'],
    [
      'no secret',
      { HAWIYA_WEBHOOKS: 'labour=https://labour.example/' },
      'WEBHOOKS_SECRETS: without a secret of labour',
    ],
    [
      'a secret too many',
      signed(`labour=${SECRET};traffic=${SECRET}`),
      'WEBHOOKS_SECRETS: a secret of traffic',
    ],
    ['a secret and no URL', { HAWIYA_WEBHOOKS_SECRETS: `labour=${SECRET}` }, /: a secret of labour$/],
    [
      'secrets apart',
      signed(`labour=${SECRET};labour=${secretOf(FORMER)}`),
      'WEBHOOKS_SECRETS: labour twice',
    ],
    ['three secrets', signed(`labour=${SECRET},${SECRET},${SECRET}`), /3 secrets of labour$/],
    ['no prefix', signed(`labour=${KEY.toString('base64')}`), /a malformed secret of labour$/],
    ['a short secret', signed(`labour=${secretOf(randomBytes(23))}`), /a malformed secret of labour$/],
    ['a long secret', signed(`labour=${secretOf(randomBytes(65))}`), /a malformed secret of labour$/],
    [
      'no base64',
      signed(`labour=whsec_A!${KEY.toString('base64').slice(2)}`),
      /a malformed secret of labour$/,
    ],
    ['an empty secret', signed(`labour=${SECRET},`), /a malformed secret of labour$/],
    ['too much patience', { ...GOOD, HAWIYA_WEBHOOKS_TIMEOUT_MS: '15001' }, 'WEBHOOKS_TIMEOUT_MS: 15001'],
    ['no patience', { HAWIYA_WEBHOOKS_TIMEOUT_MS: '99' }, 'WEBHOOKS_TIMEOUT_MS: "99"'],
  ])('are refused with %s', (_, environment, problem) => {
    const found = problems(environment);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('may be as patient as a deadline is held, which matters to nobody without webhooks', () => {
    expect(problems({ ...GOOD, HAWIYA_WEBHOOKS_TIMEOUT_MS: '15000' })).toEqual([]);
    expect(problems({ HAWIYA_DEADLINE_LEASE_MS: '1000' })).toEqual([]);
  });

  it('have secrets of their own that cannot be guessed, where the service is exposed', () => {
    const exposed = { ...GOOD, HAWIYA_HOST: '0.0.0.0', HAWIYA_ALLOW_INSECURE: 'master-key-beside-keys' };
    expect(problems(exposed)).toEqual([]);
    const weak = secretOf(Buffer.alloc(32, 'ab'));
    expect(
      problems({ ...exposed, HAWIYA_WEBHOOKS_SECRETS: `labour=${weak};medical-centres=${SECRET}` }),
    ).toEqual(['WEBHOOKS_SECRETS: a weak secret']);
    const same = `labour=${SECRET};medical-centres=${SECRET}`;
    expect(problems({ ...exposed, HAWIYA_WEBHOOKS_SECRETS: same })).toEqual([
      'WEBHOOKS_SECRETS: the secret of HAWIYA_WEBHOOKS_SECRETS too',
    ]);
    expect(problems({ ...exposed, HAWIYA_SUBJECT_SECRET: KEY.toString('hex') })).toEqual([
      'WEBHOOKS_SECRETS: the secret of HAWIYA_SUBJECT_SECRET too',
    ]);
  });
});
