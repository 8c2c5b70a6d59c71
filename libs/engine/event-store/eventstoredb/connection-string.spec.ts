import { inspect } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { keepsUserBack, parseConnectionString } from './connection-string.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';

describe('a connection string', () => {
  it.each([
    ['esdb://localhost:2113', 'esdb://localhost:2113', undefined],
    ['esdb://localhost/?tls=false', 'esdb://localhost?tls=false', undefined],
    [
      'esdb://a:1,b.c:2,d-e?TLS=true&nodePreference=follower',
      'esdb://a:1,b.c:2,d-e?TLS=true&nodePreference=follower',
      undefined,
    ],
    [
      'esdb+discover://admin:changeit@cluster.dns:2113?tls=true',
      'esdb+discover://cluster.dns:2113?tls=true',
      ['admin', 'changeit'],
    ],
    [
      'esdb://a%40b:p%3Aq%2Fr%3Fs%25@h?connectionName=me@here',
      'esdb://h?connectionName=me@here',
      ['a@b', 'p:q/r?s%'],
    ],
  ])('%s', (text, withoutCredentials, pair) => {
    expect(parseConnectionString(text)).toEqual({
      withoutCredentials,
      credentials: pair && { username: pair[0], password: pair[1] },
    });
  });

  it.each([
    ['esdb://admin:changeit@h?tls=false', true],
    ['esdb://admin:changeit@h?connectionName=x&TLS=FALSE', true],
    ['esdb://admin:changeit@h?tls=true', false],
    ['esdb://admin:changeit@h', false],
    ['esdb://h?tls=false', false],
  ])('whose user and password would not be sent is told from others: %s', (text, are) => {
    expect(keepsUserBack(text)).toBe(are);
  });

  describe('that is wrong is refused with what to mend, never with what it holds:', () => {
    const said: string[] = [];
    const spy = jest.spyOn(console, 'warn').mockImplementation((text) => void said.push(String(text)));
    afterEach(() => {
      said.length = 0;
    });

    it.each([
      ['another scheme', 'http://admin:s3cret@localhost', /esdb:\/\/…/],
      ['a password with an at sign', 'esdb://admin:s3cret@more@localhost', /%40/],
      ['a password with a slash', 'esdb://admin:s3cret/more@localhost', /%2F/],
      ['a password with a question mark', 'esdb://admin:s3cret?more@localhost', /%3F/],
      ['a password with a percent sign', 'esdb://admin:s3cret%@localhost', /%25/],
      ['no host', 'esdb://admin:s3cret@', /hosts are names/],
      ['no at sign', 'esdb://admin:s3cret', /hosts are names/],
      ['a port that is none', 'esdb://admin:s3cret@localhost:none', /optional ports/],
      ['an unknown option', 'esdb://admin:s3cret@localhost?tsl=false', /name=value with a name of: .*tls/],
      ['an option without a value', 'esdb://admin:s3cret@localhost?tls', /name=value/],
      ['an option that does nothing', 'esdb://admin:s3cret@localhost?tlsVerifyCert=false', /tlsCAFile/],
      ['an option of a wrong value', 'esdb://admin:s3cret@localhost?tls=perhaps', /true or false/],
      [
        'a file that is not there',
        'esdb://admin:s3cret@localhost?tlsCAFile=/nowhere.pem',
        /certificate file/,
      ],
    ])('%s', (_, connectionString, words) => {
      let error: unknown;
      try {
        openEventStoreDb({ connectionString });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringMatching(words) });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('s3cret');
      expect(said.join()).not.toContain('s3cret');
      expect(spy).not.toHaveBeenCalled();
    });
  });
});
