import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { OpenStreams } from './open-streams.js';

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
