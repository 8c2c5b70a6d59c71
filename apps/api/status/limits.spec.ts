import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { FailedAttempts } from './attempts.js';
import { OpenStreams } from './open-streams.js';

describe('guessing digits', () => {
  it('is stopped after so many failures, for so long, per tracking number', () => {
    const attempts = new FailedAttempts(3, 1_000);
    for (let failure = 0; failure < 3; failure += 1) {
      expect(() => attempts.check('A', 0)).not.toThrow();
      attempts.failed('A', 0);
    }
    expect(() => attempts.check('A', 999)).toThrow('too-many-attempts');
    expect(() => attempts.check('B', 999)).not.toThrow();
    expect(() => attempts.check('A', 1_000)).not.toThrow();
    attempts.failed('A', 1_000);
    expect(() => attempts.check('A', 1_000)).not.toThrow();
  });

  it('does not fill the memory', () => {
    const attempts = new FailedAttempts(1, 1_000, 2);
    for (const key of ['A', 'B', 'C']) attempts.failed(key, 0);
    expect(() => attempts.check('A', 0)).not.toThrow();
    expect(() => attempts.check('C', 0)).toThrow('too-many-attempts');
  });
});

describe('open streams', () => {
  it('are as many as allowed; one that ends makes room', () => {
    const streams = new OpenStreams({ streamsMax: 2 }, new Registry());
    const first = streams.start();
    streams.start();
    expect(() => streams.start()).toThrow('too-many-streams');
    first.abort();
    streams.start();
    expect(streams.count).toBe(2);
    streams.beforeApplicationShutdown();
    expect(streams.count).toBe(0);
  });
});
